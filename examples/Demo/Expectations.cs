using System.Globalization;
using Khronos;

namespace Examples.Demo;

/// <summary>What the day was made to have.</summary>
internal static class Expectations
{
    private static readonly (string Event, int Ticks)[] Ticks =
    [
        (TimeEvents.FiveMinutes, 288),
        (TimeEvents.ThirtyMinutes, 48),
        (TimeEvents.OneHour, 24),
        (TimeEvents.FourHours, 6),
        (TimeEvents.OneDay, 1),
    ];

    /// <summary>What was not seen, a sentence each.</summary>
    public static IReadOnlyList<string> MissingFrom(LedgerPage page)
    {
        var missing = new List<string>();
        foreach (var (name, ticks) in Ticks)
        {
            var line = page.Find(name);
            // A machine that is too busy for the pace may pass ticks over; the next one says how many.
            Require(
                line is not null && line.Published > 0 && line.Published + line.Missed == ticks,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: {ticks} ticks, published or counted as missed; there are {line?.Published ?? 0} and {line?.Missed ?? 0}"));
        }

        foreach (var task in new[] { "docker.images.cleanup", "metrics.collect", "health.check" })
        {
            Require(page.Find(task) is { Succeeded: > 0 }, $"{task}: a job that succeeds");
            Require(
                page.Find(task) is { } line && line.Published == line.Succeeded + line.Dead + line.Invalid,
                $"{task}: an outcome for every job that was published");
        }

        Require(page.Has(Fate.Retried, "health.check"), "health.check: a job that is retried and succeeds");
        Require(page.Has(Fate.Dead, "docker.images.cleanup"), "docker.images.cleanup: a job that stops");
        Require(page.Has(Fate.Invalid, "health.check"), "health.check: a job that its handler's contract refuses");
        Require(page.Has(Fate.Refused, "health.check"), "health.check: a job that its publisher refuses");
        return missing;

        void Require(bool holds, string what)
        {
            if (!holds)
            {
                missing.Add(what);
            }
        }
    }
}
