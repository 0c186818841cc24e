using Cronos;
using Khronos.Schedules;

namespace Khronos.Tests.Schedules;

/// <summary>The calendar of expressions, against the library that reads them, where both mean the same.</summary>
public sealed class CronCalendarTests
{
    private static readonly string[] DaysOfMonth =
    [
        "*", "?", "1", "31", "29", "5,10,30", "*/7", "28-31", "L", "L-3", "LW", "L-2W", "15W", "1W", "31W", "30-2", "H",
    ];
    private static readonly string[] DaysOfWeek =
    [
        "*", "?", "0", "7", "MON-FRI", "FRI-MON", "5L", "0L", "1#1", "5#5", "7#2", "*/2", "2,4", "H",
    ];

    [Test]
    public void From_RandomExpressions_IsWhatCronosFinds()
    {
        var random = new Random(20261129);
        for (var i = 0; i < 4000; i++)
        {
            var text = Expression(random);
            var cronos = CronExpression.Parse(text, CronFormat.IncludeSeconds, 7);
            var calendar = new CronCalendar(CronText.Read(text, 7));
            var at = new DateTime(random.NextInt64(new DateTime(1990, 1, 1).Ticks, new DateTime(2120, 1, 1).Ticks), DateTimeKind.Utc);
            for (var step = 0; step < 20; step++)
            {
                var expected = cronos.GetNextOccurrence(at);
                Assert.That(calendar.From(at.Ticks + 1), Is.EqualTo(expected?.Ticks), $"{text} after {at:O}, {expected:O}");
                if (expected is null)
                {
                    break;
                }

                at = expected.Value;
            }
        }
    }

    [Test]
    public void Count_RandomExpressions_IsTheNumberOfSteps()
    {
        var random = new Random(20261129);
        for (var i = 0; i < 500; i++)
        {
            var text = Expression(random);
            var calendar = new CronCalendar(CronText.Read(text, 7));
            var from = random.NextInt64(new DateTime(2020, 1, 1).Ticks, new DateTime(2030, 1, 1).Ticks);
            var at = from;
            for (var step = 0; step < 200 && calendar.From(at) is { } next; step++)
            {
                Assert.That(calendar.Count(from, next), Is.EqualTo(step), text);
                Assert.That(calendar.Count(from, next + 1), Is.EqualTo(step + 1), text);
                at = next + 1;
            }
        }
    }

    [TestCase("0 0 13 * FRI",
        "2026-11-06,2026-11-13,2026-11-20,2026-11-27,2026-12-04,2026-12-11,2026-12-13", TestName = "From_DayAndWeekday_EitherIsEnough")]
    [TestCase("0 0 */10 * FRI", "2026-12-11,2027-01-01,2027-05-21", TestName = "From_StepOfDaysAndWeekday_BothAreNeededAsInEveryCrontab")]
    [TestCase("0 0 ? * FRI", "2026-11-06,2026-11-13", TestName = "From_WeekdayAlone_IsThatDay")]
    public void From_Days_Are(string text, string dates)
    {
        var calendar = new CronCalendar(CronText.Read(text, 0));
        var at = new DateTime(2026, 11, 1).Ticks;
        foreach (var date in dates.Split(','))
        {
            Assert.That(
                new DateTime(calendar.From(at)!.Value),
                Is.EqualTo(DateTime.Parse(date, System.Globalization.CultureInfo.InvariantCulture)));
            at = calendar.From(at)!.Value + 1;
        }
    }

    [Test]
    public void From_DayThatNeverComes_IsNone() => Assert.That(new CronCalendar(CronText.Read("0 0 30 2 *", 0)).From(0), Is.Null);

    private static string Expression(Random random)
    {
        var days = random.Next(2) == 0
            ? (DaysOfMonth[random.Next(DaysOfMonth.Length)], "*")
            : ("*", DaysOfWeek[random.Next(DaysOfWeek.Length)]);
        return $"{Field(random, 0, 59)} {Field(random, 0, 59)} {Field(random, 0, 23)} {days.Item1} {Field(random, 1, 12)} {days.Item2}";
    }

    private static string Field(Random random, int from, int to) => random.Next(6) switch
    {
        0 => "*",
        1 => $"*/{random.Next(1, to)}",
        2 => $"{random.Next(from, to + 1)}-{random.Next(from, to + 1)}",
        3 => $"{random.Next(from, to + 1)},{random.Next(from, to + 1)}",
        4 => "H",
        _ => $"{random.Next(from, to + 1)}",
    };
}
