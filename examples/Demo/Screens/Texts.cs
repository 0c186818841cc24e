using System.Globalization;

namespace Examples.Demo.Screens;

/// <summary>The texts that every screen shows.</summary>
internal static class Texts
{
    public const string Title = "Khronos and three services on the embedded broker; a day passes in ten seconds.";

    public static string LookAt(string dashboard) => $"Dashboard: {dashboard}";

    public static string Stays(string dashboard) => $"The dashboard stays open at {dashboard}; Ctrl+C ends it.";

    /// <summary>The time of the day; the midnight that ends it is 24:00.</summary>
    public static string Clock(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}");

    public static string Word(Fate fate) => fate switch
    {
        Fate.Retried => "retried",
        Fate.Dead => "dead",
        Fate.Invalid => "invalid",
        _ => "refused",
    };

    public static IEnumerable<string> Verdict(IReadOnlyList<string> missing) => missing.Count == 0
        ? ["Every expected outcome was seen."]
        : missing.Select(one => "Missing: " + one);
}
