using System.Globalization;

namespace Ponos.Delivery;

/// <summary>What is read of a delivery besides the job itself. Everything in it comes from outside and is clamped.</summary>
internal static class JobEnvelope
{
    /// <summary>The attempt that a delivery begins with, trusted only from 1 to the most there can be.</summary>
    public static int ReadAttempt(IReadOnlyDictionary<string, object?>? headers, int maxAttempts)
    {
        if (headers is null || !headers.TryGetValue(JobHeaders.Attempt, out var value))
        {
            return 1;
        }

        var number = value switch
        {
            int whole => whole,
            long whole => whole,
            _ => HeaderText.Of(value) is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 1,
        };
        return (int)Math.Clamp(number, 1, maxAttempts);
    }

    public static string? ReadText(IReadOnlyDictionary<string, object?>? headers, string name) =>
        headers is not null && headers.TryGetValue(name, out var value) ? HeaderText.Of(value) : null;
}
