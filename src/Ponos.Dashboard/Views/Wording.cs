using System.Globalization;

namespace Ponos.Dashboard.Views;

/// <summary>Figures and times as a person reads them.</summary>
internal static class Wording
{
    /// <summary>A number with narrow spaces: 12 480.</summary>
    public static string Count(long number) =>
        number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f');

    public static string Jobs(long number) => number == 1 ? "1 job" : $"{Count(number)} jobs";

    public static string Count(long number, string noun) => number == 1 ? $"1 {noun}" : $"{Count(number)} {noun}s";

    public static string Rate(double? perSecond) => perSecond switch
    {
        null => "–",
        < 0.005 => "0",
        < 10 => perSecond.Value.ToString("0.0#", CultureInfo.InvariantCulture),
        _ => Count((long)Math.Round(perSecond.Value)),
    };

    public static string Seconds(double? seconds) => seconds switch
    {
        null => "–",
        < 0.0005 => "0 ms",
        < 0.01 => string.Create(CultureInfo.InvariantCulture, $"{seconds.Value * 1000:0.0} ms"),
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds.Value * 1000:0} ms"),
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds.Value:0.0} s"),
        _ => Span(TimeSpan.FromSeconds(Math.Min(seconds.Value, 1e9))),
    };

    public static string Span(TimeSpan span) => span.Duration() switch
    {
        { TotalSeconds: < 1 } and { Ticks: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s"),
        { TotalMinutes: < 60 } => span.Seconds == 0
            ? $"{(int)span.TotalMinutes} min"
            : $"{(int)span.TotalMinutes} min {Math.Abs(span.Seconds)} s",
        { TotalHours: < 48 } => span.Minutes == 0 ? $"{(int)span.TotalHours} h" : $"{(int)span.TotalHours} h {Math.Abs(span.Minutes)} min",
        _ => $"{(int)span.TotalDays} days",
    };

    public static string Ago(DateTimeOffset? then, DateTimeOffset now) =>
        then is not { } at ? "–"
        : at > now + TimeSpan.FromSeconds(1) ? $"in {Span(Whole(at - now))}"
        : now - at < TimeSpan.FromSeconds(1) ? "now"
        : $"{Span(Whole(now - at))} ago";

    public static string At(DateTimeOffset? at) =>
        at is { } when ? when.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC" : "–";

    public static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>The beginning of an id or a text.</summary>
    public static string Short(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most - 1), "…");

    /// <summary>A number of a coordinate.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static TimeSpan Whole(TimeSpan span) => TimeSpan.FromSeconds(Math.Floor(span.TotalSeconds));
}
