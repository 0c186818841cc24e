using System.Globalization;

namespace Khronos.Schedules;

/// <summary>What a schedule's instant is called: by its name and the instant alone, so that every replica calls it the same.</summary>
internal static class TickId
{
    /// <summary>Such as <c>2026-11-23T10:00:00.0000000Z</c>.</summary>
    private const int LongestText = 28;

    public static string Of(string name, DateTimeOffset instant) =>
        string.Concat(name, "@", Write(instant, stackalloc char[LongestText]));

    /// <summary>An instant in UTC, without the parts of a second that it does not have.</summary>
    public static string TextOf(DateTimeOffset instant) => new(Write(instant, stackalloc char[LongestText]));

    private static ReadOnlySpan<char> Write(DateTimeOffset instant, Span<char> buffer)
    {
        // The round-trip format is written without looking at a pattern, and always has seven digits of a second.
        _ = instant.UtcDateTime.TryFormat(buffer, out _, "O", CultureInfo.InvariantCulture);
        var kept = buffer[..^1].TrimEnd('0').TrimEnd('.').Length;
        buffer[kept] = 'Z';
        return buffer[..(kept + 1)];
    }
}
