using Ponos;

namespace Khronos.EndToEnd;

/// <summary>Work by the clock. What ran is printed, one line each.</summary>
public static class ReportWorkers
{
    /// <summary>An interval that all services share.</summary>
    [Every("2s")]
    public static Task OnTwoSeconds(TimePassed tick) => Say("every", tick);

    /// <summary>A schedule of this service's own that misses nothing.</summary>
    [Cron("*/2 * * * * *", "Europe/Berlin", CatchUp = CatchUp.All)]
    public static Task Report(TimePassed tick) => Say("cron", tick);

    private static Task Say(string what, TimePassed tick) =>
        Console.Out.WriteLineAsync($"ran {what} {tick.TickId} {tick.Sequence} {tick.Missed?.Count ?? 0}");
}
