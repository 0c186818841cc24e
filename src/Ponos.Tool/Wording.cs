using System.Globalization;

namespace Ponos.Tool;

/// <summary>Numbers and times as people read them, and durations as they write them.</summary>
internal static class Wording
{
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Rate(double perSecond) => perSecond.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A time of seconds, to three digits.</summary>
    public static string Seconds(double? seconds) => seconds switch
    {
        null => "",
        < 1 => $"{(seconds.Value * 1000).ToString("0.#", CultureInfo.InvariantCulture)} ms",
        < 120 => $"{seconds.Value.ToString("0.##", CultureInfo.InvariantCulture)} s",
        < 7200 => $"{(seconds.Value / 60).ToString("0.#", CultureInfo.InvariantCulture)} min",
        _ => $"{(seconds.Value / 3600).ToString("0.#", CultureInfo.InvariantCulture)} h",
    };

    public static string Time(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <exception cref="UsageException">It is none.</exception>
    public static TimeSpan? Duration(string? text, string option) => text is null ? null
        : DurationText.TryParse(text, out var value) ? value
        : throw new UsageException($"{option} is {DurationText.Rule}, and not '{text}'.");

    /// <exception cref="UsageException">It is none.</exception>
    public static DateTimeOffset? Instant(string? text, string option) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value) ? value
        : throw new UsageException($"{option} is an instant such as '2026-11-29T18:00:00Z', and not '{text}'.");
}
