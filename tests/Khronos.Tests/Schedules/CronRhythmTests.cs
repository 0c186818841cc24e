using Khronos.Schedules;

namespace Khronos.Tests.Schedules;

public sealed class CronRhythmTests
{
    private static readonly DateTimeOffset From = DateTimeOffset.Parse("2020-01-01T00:00:00Z");
    private static readonly DateTimeOffset To = From.AddYears(20);

    private static readonly string[] Zones =
    [
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "America/Santiago",
        "America/New_York",
    ];

    private static readonly TimeSpan[] TimesOfDay =
        [.. new[]
        {
            "00:00", "00:30", "00:45", "01:00", "01:30", "01:45", "02:00", "02:15", "02:30", "02:45", "03:00", "03:15", "03:45", "23:30",
        }.Select(TimeSpan.Parse)];

    [TestCaseSource(nameof(Zones))]
    public void Next_EachTimeOfDayOverTwentyYears_HappensOnceADay(string zone)
    {
        var reckoned = Reckon(TimeZoneInfo.FindSystemTimeZoneById(zone));
        foreach (var time in TimesOfDay)
        {
            var rhythm = CronRhythm.Parse($"{time.Minutes} {time.Hours} * * *", zone, "daily");
            Assert.That(Instants(rhythm).SequenceEqual(reckoned[time]), Is.True, $"{time} in {zone}");
            Assert.That(reckoned[time], Has.Count.EqualTo(7305), "The days from 2020 to 2039.");
        }
    }

    [TestCaseSource(nameof(Zones))]
    public void Next_EveryQuarterHourOverTwentyYears_FollowsTheTimeThatPasses(string zone) =>
        Assert.That(
            Instants(CronRhythm.Parse("*/15 * * * *", zone, "quarterly"))
                .SequenceEqual(Enumerable.Range(0, (int)((To - From) / TimeSpan.FromMinutes(15))).Select(i => From.AddMinutes(15 * i))),
            Is.True);

    [TestCaseSource(nameof(Zones))]
    public void Next_AskedFromAnywhereAroundATimeChange_IsTheOneThatFollows(string zone)
    {
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        foreach (var expression in new[] { "30 1 * * 0", "30 2 * * *", "45 2 * * 0", "15 3 * * *", "0 0 * * *", "0 * * * *" })
        {
            var rhythm = CronRhythm.Parse(expression, zone, "weekly");
            var all = Instants(rhythm);
            foreach (var change in ChangesOf(info))
            {
                for (var asked = change.AddHours(-3); asked < change.AddHours(3); asked = asked.AddMinutes(5))
                {
                    var index = all.BinarySearch(asked);
                    index = index < 0 ? ~index : index + 1;
                    if (index < all.Count && rhythm.Next(asked) != all[index])
                    {
                        Assert.Fail($"{expression} in {zone} asked from {asked:O}: {rhythm.Next(asked):O}, but {all[index]:O} follows");
                    }
                }
            }
        }
    }

    [Test]
    public void Next_SixFields_HaveSecondsFirst() =>
        Assert.That(
            CronRhythm.Parse("20 0 3 * * MON", "UTC", "x").Next(DateTimeOffset.Parse("2026-11-23T04:00:00Z")),
            Is.EqualTo(DateTimeOffset.Parse("2026-11-30T03:00:20Z")));

    [TestCase("@hourly", "2026-11-23T05:00:00Z")]
    [TestCase("@daily", "2026-11-24T00:00:00Z")]
    [TestCase("@midnight", "2026-11-24T00:00:00Z")]
    [TestCase("@Weekly", "2026-11-29T00:00:00Z")]
    [TestCase("@monthly", "2026-12-01T00:00:00Z")]
    [TestCase("@yearly", "2027-01-01T00:00:00Z")]
    [TestCase("@annually", "2027-01-01T00:00:00Z")]
    [TestCase("@every_minute", "2026-11-23T04:01:00Z")]
    public void Next_Macro_IsOnTheHourAndNotHashed(string macro, string next) =>
        Assert.That(
            CronRhythm.Parse(macro, "UTC", "x").Next(DateTimeOffset.Parse("2026-11-23T04:00:00Z")), Is.EqualTo(DateTimeOffset.Parse(next)));

    [TestCase(
        "Pacific/Apia",
        "2011-12-28T12:00:00Z",
        "0 8 * * *",
        "2011-12-28T18:00:00Z",
        "2011-12-29T18:00:00Z",
        "2011-12-30T10:00:00Z",
        "2011-12-30T18:00:00Z",
        TestName = "Next_DayThatAZoneLeavesOut_ComesRightBehindIt")]
    [TestCase("Europe/Dublin", "2026-10-24T12:00:00Z", "30 1 * * *", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z",
        TestName = "Next_ZoneWhoseWinterIsTheException_GoesOn")]
    [TestCase("Africa/Casablanca", "2026-02-14T12:00:00Z", "30 2 * * *", "2026-02-15T01:30:00Z", "2026-02-16T02:30:00Z",
        TestName = "Next_ZoneThatSetsItsClocksBackForRamadan_GoesOn")]
    public void Next_AroundAChange_Is(string zone, string after, string expression, params string[] expected)
    {
        var rhythm = CronRhythm.Parse(expression, zone, "x");
        var at = DateTimeOffset.Parse(after);
        foreach (var instant in expected)
        {
            at = rhythm.Next(at)!.Value;
            Assert.That(at, Is.EqualTo(DateTimeOffset.Parse(instant)));
        }
    }

    [TestCase("0001-01-01T00:00:00Z", "Pacific/Kiritimati")]
    [TestCase("0001-01-01T00:00:00Z", "America/Los_Angeles")]
    [TestCase("9999-12-31T23:59:59.9999999Z", "Pacific/Kiritimati")]
    [TestCase("9999-12-31T23:59:59.9999999Z", "America/Los_Angeles")]
    public void Next_AtTheEndsOfTheCalendar_NeverThrows(string after, string zone)
    {
        foreach (var expression in new[] { "* * * * * *", "0 0 * * *", "0 0 29 2 *" })
        {
            var rhythm = CronRhythm.Parse(expression, zone, "x", TimeSpan.FromDays(999));
            Assert.That(() => rhythm.Next(DateTimeOffset.Parse(after)), Throws.Nothing);
            Assert.That(() => rhythm.Latest(DateTimeOffset.Parse(after), TimeSpan.FromDays(1)), Throws.Nothing);
        }
    }

    [Test]
    public void Run_VeryManyInstants_AreCountedAndTheNewestAreKept()
    {
        var rhythm = CronRhythm.Parse("* * * * * *", "Europe/Berlin", "x");
        var run = rhythm.Run(From, From.AddYears(1), 3);
        Assert.That(
            (run.Count, run.Newest[0], run.Newest[^1]),
            Is.EqualTo(((366L * 86_400) + 1, From.AddYears(1).AddSeconds(-2), From.AddYears(1))));
        Assert.That(run.Newest, Has.Count.EqualTo(3));
    }

    [TestCase("*/5 * * * *")]
    [TestCase("0 3 * * *")]
    [TestCase("0 0 1 * *")]
    public void Latest_WithinASpan_IsTheLastThatCame(string expression)
    {
        var rhythm = CronRhythm.Parse(expression, "Europe/Berlin", "x");
        var all = Instants(rhythm);
        for (var upTo = From.AddYears(6).AddMinutes(7); upTo < From.AddYears(6).AddDays(40); upTo = upTo.AddHours(5))
        {
            var latest = all.Last(instant => instant <= upTo);
            Assert.That(rhythm.Latest(upTo, TimeSpan.FromDays(60)), Is.EqualTo(latest));
            Assert.That(rhythm.Latest(upTo, (upTo - latest) / 2), Is.EqualTo(upTo == latest ? latest : null));
        }
    }

    [TestCase("europe/berlin")]
    [TestCase("EUROPE/BERLIN")]
    [TestCase(" Europe/Berlin ")]
    public void Canonical_ZoneInOtherLetters_IsTheOneOfTzdata(string id) =>
        Assert.That(KnownTimeZone.Canonical(id), Is.EqualTo("Europe/Berlin"));

    [TestCase("Europe")]
    [TestCase("zone.tab")]
    [TestCase("leapseconds")]
    [TestCase("localtime")]
    [TestCase("right/Europe/Berlin")]
    [TestCase("../../etc/passwd")]
    [TestCase("europe/berlin")]
    [TestCase("")]
    public void Of_WhatIsNoZone_IsNotFound(string id) =>
        Assert.That(() => KnownTimeZone.Of(id), Throws.TypeOf<TimeZoneNotFoundException>());

    [Test]
    public void Next_Offset_MovesEveryInstant() =>
        Assert.That(
            CronRhythm.Parse("0 3 * * *", "UTC", "x", TimeSpan.FromMinutes(10)).Next(DateTimeOffset.Parse("2026-11-23T03:05:00Z")),
            Is.EqualTo(DateTimeOffset.Parse("2026-11-23T03:10:00Z")));

    [Test]
    public void Parse_HashedField_DependsOnTheNameAlone()
    {
        var minutes = Enumerable.Range(0, 200)
            .Select(i => CronRhythm.Parse("H H * * *", "UTC", $"schedule-{i}").Next(From)!.Value)
            .ToArray();
        Assert.That(minutes.Distinct().Count(), Is.GreaterThan(150));
        Assert.That(CronRhythm.Parse("H H * * *", "UTC", "schedule-7").Next(From), Is.EqualTo(minutes[7]));
        Assert.That(
            minutes[7],
            Is.EqualTo(DateTimeOffset.Parse("2020-01-01T00:39:00Z")),
            "A new version of Cronos or of .NET would move every schedule.");
    }

    [Test]
    public void SequenceOf_FollowingInstants_CountsFromTheAnchor()
    {
        var rhythm = CronRhythm.Parse("0 3 * * *", "Europe/Berlin", "x");
        var first = rhythm.Next(From)!.Value;
        Assert.That(rhythm.SequenceOf(first, From), Is.EqualTo(1));
        Assert.That(rhythm.SequenceOf(rhythm.Next(first)!.Value, From), Is.EqualTo(2));
    }

    [TestCase("0 3 31 2 *")]
    [TestCase("61 * * * *")]
    [TestCase("every day")]
    [TestCase("@reboot")]
    [TestCase("@every 5m")]
    [TestCase("")]
    [TestCase("0 0 1 1 * 2030 *")]
    public void Parse_ExpressionThatIsNone_Throws(string text) =>
        Assert.That(() => CronRhythm.Parse(text, "UTC", "x"), Throws.InstanceOf<FormatException>());

    [Test]
    public void Parse_UnknownTimeZone_Throws() =>
        Assert.That(() => CronRhythm.Parse("0 3 * * *", "Europe/Atlantis", "x"), Throws.InstanceOf<TimeZoneNotFoundException>());

    private static List<DateTimeOffset> Instants(Rhythm rhythm)
    {
        var instants = new List<DateTimeOffset>();
        for (var next = rhythm.Next(From.AddTicks(-1)); next < To; next = rhythm.Next(next.Value))
        {
            instants.Add(next.Value);
        }

        return instants;
    }

    /// <summary>
    /// Walks through real time in steps that every time change is a multiple of, and notes for each local date the first
    /// moment at which its clocks show the time of day or a later one.
    /// </summary>
    private static Dictionary<TimeSpan, List<DateTimeOffset>> Reckon(TimeZoneInfo zone)
    {
        var found = TimesOfDay.ToDictionary(time => time, _ => new List<DateTimeOffset>());
        var date = DateOnly.MinValue;
        var open = new List<TimeSpan>();
        // A day may have begun before the span does: what its clocks showed by then is not to be found again.
        for (var moment = From.AddDays(-2); moment < To; moment = moment.AddMinutes(15))
        {
            var local = TimeZoneInfo.ConvertTime(moment, zone);
            if (DateOnly.FromDateTime(local.DateTime) > date)
            {
                date = DateOnly.FromDateTime(local.DateTime);
                open = [.. TimesOfDay];
            }

            foreach (var time in open.Where(time => local.TimeOfDay >= time && DateOnly.FromDateTime(local.DateTime) == date).ToArray())
            {
                open.Remove(time);
                if (moment >= From)
                {
                    found[time].Add(moment);
                }
            }
        }

        return found;
    }

    private static IEnumerable<DateTimeOffset> ChangesOf(TimeZoneInfo zone)
    {
        for (var moment = From; moment < To; moment = moment.AddMinutes(15))
        {
            if (zone.GetUtcOffset(moment) != zone.GetUtcOffset(moment.AddMinutes(-15)))
            {
                yield return moment;
            }
        }
    }
}
