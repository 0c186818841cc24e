using System.Globalization;
using Khronos.Schedules;
using Khronos.Tests.Support;

namespace Khronos.Tests.Schedules;

/// <summary>
/// Every time zone there is, around every change of its clocks, against a reckoning that knows nothing of rhythms: it goes
/// from minute to minute of UTC and looks what the clocks show.
/// </summary>
[NonParallelizable]
public sealed class ZoneSweepTests
{
    private static readonly DateTimeOffset From = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2033, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Before = TimeSpan.FromHours(6);
    private static readonly TimeSpan After = TimeSpan.FromHours(28);

    private static readonly SweptExpression[] Expressions =
    [
        new("* * * * *", _ => true, isRepeating: true, namesHours: false),
        new("30 * * * *", local => local.Minute == 30, isRepeating: true, namesHours: false),
        new("*/15 * * * *", local => local.Minute % 15 == 0, isRepeating: true, namesHours: false),
        new("*/20 2 * * *", local => local.Hour == 2 && local.Minute % 20 == 0, isRepeating: true, namesHours: true),
        new("0 */2 * * *", local => local.Minute == 0 && local.Hour % 2 == 0, isRepeating: true, namesHours: false),
        new(
            "15 1-3 * * *",
            local => local.Minute == 15 && local.Hour is 1 or 2 or 3 && local.Minute == 15,
            isRepeating: true,
            namesHours: false),
        new("0 0 * * *", local => local is { Hour: 0, Minute: 0 }, isRepeating: false, namesHours: true),
        new("30 1 * * *", local => local is { Hour: 1, Minute: 30 }, isRepeating: false, namesHours: true),
        new(
            "0,30 2,3 * * *",
            local => local.Minute is 0 or 30 && local.Hour is 2 or 3 && local.Minute is 0 or 30,
            isRepeating: false,
            namesHours: true),
        new("45 23 * * SUN", local => local is { Hour: 23, Minute: 45, DayOfWeek: DayOfWeek.Sunday }, isRepeating: false, namesHours: true),
        new("30 0 31 * *", local => local is { Hour: 0, Minute: 30, Day: 31 }, isRepeating: false, namesHours: true),
        new(
            "59 2 25-31 3,10 *",
            local => local is { Hour: 2, Minute: 59, Day: >= 25, Month: 3 or 10 },
            isRepeating: false,
            namesHours: true),
    ];

    [Test]
    public void Next_AroundEveryChangeOfEveryZone_IsWhatTheClocksShow()
    {
        var (zones, changes, instants) = (0, 0, 0L);
        foreach (var zone in SystemZones.All())
        {
            zones++;
            var rhythms = Expressions.Select(expression => CronRhythm.Parse(expression.Text, zone.Id, "swept")).ToArray();
            foreach (var change in SystemZones.ChangesOf(zone, From, To).DefaultIfEmpty(From + Before))
            {
                changes++;
                var clocks = new MinuteClocks(zone, change - Before, change + After);
                for (var i = 0; i < Expressions.Length; i++)
                {
                    instants += Compare(rhythms[i], Expressions[i], clocks);
                }
            }
        }

        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{zones} zones, {changes} changes of their clocks from {From:yyyy} to {To.AddDays(-1):yyyy}, "
                + $"{Expressions.Length} expressions, {instants} instants"));
        Assert.That((zones, changes), Is.GreaterThan((400, 2000)), "So many there are in tzdata.");
    }

    private static int Compare(CronRhythm rhythm, SweptExpression expression, MinuteClocks clocks)
    {
        var reckoned = clocks.Instants(expression);
        var at = clocks.From.AddTicks(-1);
        for (var i = 0; i <= reckoned.Count; i++)
        {
            var next = rhythm.Next(at);
            var expected = i < reckoned.Count ? reckoned[i] : (DateTimeOffset?)null;
            if (expected is null ? next <= clocks.To : next != expected)
            {
                Assert.Fail($"{expression.Text} in {clocks.Zone}: after {at:O} comes {next:O}, and the clocks show {expected:O}.");
            }

            at = next ?? at;
        }

        if (reckoned.Count > 0 && rhythm.SequenceOf(reckoned[^1], clocks.From.AddTicks(-1)) is var count && count != reckoned.Count)
        {
            Assert.Fail(
                $"{expression.Text} in {clocks.Zone}: "
                + $"{count} instants from {clocks.From:O} to {reckoned[^1]:O}, and there are {reckoned.Count}.");
        }

        return reckoned.Count;
    }
}
