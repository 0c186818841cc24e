using Cronos;
using Khronos.Naming;
using Ponos.Generators.Reading;

namespace Ponos.Generators.Tests;

/// <summary>The generator cannot use Khronos's own code, so what both read is compared here.</summary>
public sealed class ScheduleGrammarTests
{
    private static readonly string[] Intervals =
    [
        "ten-minutes", "90s", "PT1H30M", "p1w", "P1DT2H", "PT", "P", "P1Y", "PT1M1H", "P1WT", "one week", "one-hour-and-thirty-minutes",
        "1h30m", "1 day, 2 hours", "01:30:00", "1.00:00:00", "25:00:00", "0s", "-5s", "", " ", "10 m", "three-hundred-and-five-days",
        "nine-hundred-ninety-nine-days", "1000d", "999999999999s", "one-hour-one-hour", "1m1h", "hundred days", "twenty-one-seconds",
        "twentyone seconds", "one", "seconds", "and one hour", "1,5h", "1.5h", "nightly-report", "ten_minutes", "TEN-MINUTES",
        "zwölf stunden", "5x",
    ];

    private static readonly string[] Crons =
    [
        "* * * * *", "0 3 * * MON-FRI", "0 3 * * mon,tue", "*/5 * * * *", "0/10 2-4 1,15 JAN-MAR ?", "H H * * *", "0 0 L * *",
        "0 0 L-3 * *", "0 0 15W * *", "0 0 LW * *", "0 0 * * 5L", "0 0 * * MON#2", "0 0 * * 7", "*/10 * * * * *", "59 23 31 12 6 ",
        "@daily", "@HOURLY", "@every_minute", "0 22-2 * * *", "1-59/7 * * * *", "0 0 ? * SUN",
    ];

    [TestCaseSource(nameof(Intervals))]
    public void TryRead_AnyText_AgreesWithKhronos(string text)
    {
        var understood = IntervalGrammar.TryRead(text, out var interval);

        Assert.That(understood, Is.EqualTo(DurationReader.TryRead(text, out var expected)));
        if (understood)
        {
            Assert.That(interval, Is.EqualTo(expected));
            Assert.That(IntervalGrammar.HasName(interval), Is.EqualTo(DurationName.HasName(expected)));
        }
    }

    [Test]
    public void NameOf_ManyIntervals_AgreesWithKhronos()
    {
        for (var seconds = 1L; seconds < 1000 * 86_400; seconds = (seconds * 5 / 4) + 1)
        {
            var interval = TimeSpan.FromSeconds(seconds);
            Assert.That(IntervalGrammar.NameOf(interval), Is.EqualTo(DurationName.Of(interval)));
        }

        for (var days = 1; days < 1000; days++)
        {
            Assert.That(IntervalGrammar.NameOf(TimeSpan.FromDays(days)), Is.EqualTo(DurationName.Of(TimeSpan.FromDays(days))));
        }
    }

    [TestCaseSource(nameof(Crons))]
    public void Problem_WhatCronosReads_IsNone(string text)
    {
        var format = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard;
        Assert.That(() => CronExpression.Parse(text, format, 7), Throws.Nothing);
        Assert.That(CronGrammar.Problem(text), Is.Null);
    }

    [Test]
    public void Problem_RandomTexts_NeverRefusesWhatCronosReads()
    {
        var random = new Random(20261123);
        string[] parts =
        [
            "*", "?", "0", "5", "12", "31", "59", "60", "7", "8", "1-5", "5-1", "MON", "JAN-MAR", "SUN#2", "L", "LW", "3W", "5L", "H",
            "H(1-3)", "H/5", "*/5", "*/0", "1/2", "1,2,3", ",", "1-", "x", "L-2", "H/9", "*-5", "MON-FRI/2",
        ];
        for (var i = 0; i < 20_000; i++)
        {
            var count = random.Next(4, 8);
            var text = string.Join(
                ' ', Enumerable.Range(0, count).Select(_ => random.Next(3) == 0 ? parts[random.Next(parts.Length)] : "*"));
            if (CronExpression.TryParse(text, count == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard, out _))
            {
                Assert.That(CronGrammar.Problem(text), Is.Null, text);
            }
        }
    }

    [TestCaseSource(nameof(Zones))]
    public void IsIanaName_ZonesOfThisMachine_AreNames(string zone) => Assert.That(TimeZoneGrammar.IsIanaName(zone));

    private static IEnumerable<string> Zones() =>
        TimeZoneInfo.GetSystemTimeZones()
            .Select(zone => zone.Id)
            .Where(id => id.Contains('/', StringComparison.Ordinal))
            .Take(600)
            .Concat(["UTC", "CET", "Etc/GMT+5"]);
}
