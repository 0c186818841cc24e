using System.Globalization;

namespace Ponos.Delivery;

/// <summary>What is read of a delivery besides the job itself. Everything in it comes from outside and is clamped.</summary>
internal static class JobEnvelope
{
    /// <summary>The tries that a delivery comes with.</summary>
    public static Tries ReadTries(IReadOnlyDictionary<string, object?>? headers, int maxAttempts, TimeProvider time)
    {
        if (headers is null || !headers.ContainsKey(JobHeaders.Attempt))
        {
            return Tries.First;
        }

        var tries = new Tries(ReadAttempt(headers, maxAttempts));
        if (ReadNumber(headers, JobHeaders.Uncounted) is not (> 0 and var uncounted)
            || ReadNumber(headers, JobHeaders.UncountedSince) is not { } since)
        {
            return tries;
        }

        var now = time.GetUtcNow();
        var first = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(since, 0, now.ToUnixTimeMilliseconds()));
        return tries with { Uncounted = (int)Math.Min(uncounted, int.MaxValue / 2), UncountedSince = first };
    }

    /// <summary>The attempt that a delivery begins with, trusted only from 1 to the most there can be.</summary>
    public static int ReadAttempt(IReadOnlyDictionary<string, object?>? headers, int maxAttempts)
    {
        return (int)Math.Clamp(ReadNumber(headers, JobHeaders.Attempt) ?? 1, 1, maxAttempts);
    }

    /// <summary>When it was published, to the millisecond; none where that was not said, or is no time.</summary>
    public static DateTimeOffset? ReadPublishedAt(IReadOnlyDictionary<string, object?>? headers) =>
        ReadTime(headers, JobHeaders.PublishedAt);

    /// <summary>The time by which it must have begun; none where that was not said, or is no time.</summary>
    public static DateTimeOffset? ReadNotAfter(IReadOnlyDictionary<string, object?>? headers) => ReadTime(headers, JobHeaders.NotAfter);

    private static DateTimeOffset? ReadTime(IReadOnlyDictionary<string, object?>? headers, string name) =>
        ReadNumber(headers, name) is >= 0 and <= 253_402_300_799_999 and var milliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    public static long? ReadNumber(IReadOnlyDictionary<string, object?>? headers, string name) =>
        headers is null || !headers.TryGetValue(name, out var value) ? null
        : value switch
        {
            int whole => whole,
            long whole => whole,
            _ => HeaderText.Of(value) is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : null,
        };

    public static string? ReadText(IReadOnlyDictionary<string, object?>? headers, string name) =>
        headers is not null && headers.TryGetValue(name, out var value) ? HeaderText.Of(value) : null;
}
