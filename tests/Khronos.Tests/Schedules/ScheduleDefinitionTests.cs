using System.Text.Json;
using Khronos.Tests.Support;
using Khronos.Schedules;

namespace Khronos.Tests.Schedules;

public sealed class ScheduleDefinitionTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-23T10:00:00Z");

    [Test]
    public void Canonical_IntervalAlone_HasItsOwnName()
    {
        var definition = ScheduleDefinition.Canonical(new PutSchedule { Every = "90s" }, Now);
        Assert.That((definition.Name, definition.Every), Is.EqualTo(("one-minute-thirty-seconds", "one-minute-thirty-seconds")));
    }

    [Test]
    public void Canonical_NameThatIsAnInterval_NeedsNothingElse()
    {
        var definition = ScheduleDefinition.Canonical(new PutSchedule { Name = "PT10M" }, Now);
        Assert.That((definition.Name, definition.Every), Is.EqualTo(("ten-minutes", "ten-minutes")));
    }

    [Test]
    public void Canonical_SameMeaning_IsTheSame()
    {
        var one = new PutSchedule
        {
            Name = "mine",
            Every = "1h",
            Offset = "5m",
            Jitter = "PT30S",
            CatchUp = CatchUp.Latest,
            StartsAt = Now.AddDays(1),
            Payload = Json("""{ "a": 1 }"""),
        };
        var other = new PutSchedule
        {
            Name = "mine",
            Every = "sixty-minutes",
            Offset = "five-minutes",
            Jitter = "30 seconds",
            StartsAt = Now.AddDays(1).ToOffset(TimeSpan.FromHours(2)),
            Payload = Json("""{"a":1}"""),
        };
        Assert.That(ScheduleDefinition.AreSame(ScheduleDefinition.Canonical(one, Now), ScheduleDefinition.Canonical(other, Now)), Is.True);
    }

    [TestCase("""{"name":"mine"}""", "Give one of")]
    [TestCase("""{"name":"mine","every":"1h","cron":"0 3 * * *"}""", "Give one of")]
    [TestCase("""{"name":"mine","cron":"0 3 * * *","at":"2027-01-01T00:00:00Z"}""", "Give one of")]
    [TestCase("""{"cron":"0 3 * * *"}""", "Give a 'name'")]
    [TestCase("""{"name":"Mine","every":"1h"}""", "lower-case letter")]
    [TestCase("""{"name":"mine","every":"often"}""", "'every' is no duration")]
    [TestCase("""{"name":"mine","every":"500ms"}""", "'every' is no duration")]
    [TestCase("""{"name":"mine","every":"1h","offset":"1h"}""", "'offset' is not shorter")]
    [TestCase("""{"name":"mine","every":"1h","jitter":"2h"}""", "'jitter' is not shorter")]
    [TestCase("""{"name":"mine","every":"1h","timeZone":"Europe/Berlin"}""", "goes with 'cron' only")]
    [TestCase("""{"name":"mine","cron":"0 25 * * *"}""", "'cron' cannot be read")]
    [TestCase("""{"name":"mine","cron":"0 3 30 2 *"}""", "'cron' cannot be read")]
    [TestCase("""{"name":"mine","cron":"0 3 * * *","timeZone":"Europe/Atlantis"}""", "IANA name")]
    [TestCase("""{"name":"mine","at":"2026-11-23T10:00:00Z"}""", "'at' has passed")]
    [TestCase("""{"name":"mine","every":"1h","endsAt":"2026-11-23T09:00:00Z"}""", "'endsAt' has passed")]
    [TestCase("""{"name":"mine","every":"1h","startsAt":"2027-02-01T00:00:00Z","endsAt":"2027-01-01T00:00:00Z"}""", "before 'startsAt'")]
    [TestCase("""{"name":"mine","every":"1h","payload":{"x":["{{user}}"]}}""", "{{user}}")]
    [TestCase("""{"name":"one-hour","every":"2h"}""", "name of an interval")]
    [TestCase("""{"name":"one-hour","payload":{}}""", "name of an interval")]
    [TestCase("""{"every":"1h","offset":"5m"}""", "name of an interval")]
    [TestCase("""{"name":"1d","cron":"0 0 * * *"}""", "name of an interval")]
    public void Canonical_WhatMakesNoSense_IsRefusedWithTheReason(string put, string reason) =>
        Assert.That(
            () => ScheduleDefinition.Canonical(Read(put), Now), Throws.TypeOf<ScheduleRefusedException>().With.Message.Contains(reason));

    [TestCase(
        """{"name":"mine","cron":"0 3 * * MON-FRI","timeZone":"Europe/Berlin"}""",
        """{"timeZone":"europe/berlin","name":"mine","cron":" 0  3 * * 1-5 "}""")]
    [TestCase("""{"name":"mine","cron":"0 3 * * *","timeZone":"Asia/Kolkata"}""",
        """{"name":"mine","cron":"0 3 * * *","timeZone":"Asia/Calcutta"}""")]
    [TestCase("""{"name":"mine","cron":"@daily"}""", """{"name":"mine","cron":"0 0 * * *","timeZone":"UTC"}""")]
    [TestCase("""{"name":"mine","cron":"*/20 * * * *"}""", """{"name":"mine","cron":"0-59/20 * * * *"}""")]
    [TestCase("""{"name":"mine","every":"1h","payload":{"a":1,"b":{"c":[1.0,"ä"],"d":null}}}""",
        """{"name":"mine","every":"1h","payload":{ "b": {"d":null,"c":[1.0,"\u00e4"]}, "a": 1 }}""")]
    public void AreSame_OtherSpelling_IsNoChange(string one, string other) =>
        Assert.That(
            ScheduleDefinition.AreSame(ScheduleDefinition.Canonical(Read(one), Now), ScheduleDefinition.Canonical(Read(other), Now)),
            Is.True);

    [TestCase(
        """{"name":"mine","cron":"0 3 * * *","timeZone":"Europe/Berlin"}""",
        """{"name":"mine","cron":"0 3 * * *","timeZone":"Europe/London"}""")]
    [TestCase("""{"name":"mine","cron":"0 3 * * *"}""", """{"name":"mine","cron":"0 3 * * *","offset":"5m"}""")]
    [TestCase("""{"name":"mine","cron":"0 3 1 * MON"}""", """{"name":"mine","cron":"0 3 */31 * MON"}""")]
    [TestCase("""{"name":"mine","cron":"0 3 * * *"}""", """{"name":"mine","every":"one-day"}""")]
    [TestCase("""{"name":"mine","every":"1h","payload":{"a":[1,2]}}""", """{"name":"mine","every":"1h","payload":{"a":[2,1]}}""")]
    public void AreSame_OtherMeaning_IsAChange(string one, string other) =>
        Assert.That(
            ScheduleDefinition.AreSame(ScheduleDefinition.Canonical(Read(one), Now), ScheduleDefinition.Canonical(Read(other), Now)),
            Is.False);

    [Test]
    public void Canonical_PayloadAtTheLimit_IsTheSameForEveryPublisher()
    {
        var text = string.Concat(Enumerable.Repeat("ä", (16 * 1024 / 2) - 1));
        foreach (var written in new[] { $"\"{text}\"", $"\"{text.Replace("ä", "\\u00e4", StringComparison.Ordinal)}\"", $"  \"{text}\"  " })
        {
            Assert.That(
                () => ScheduleDefinition.Canonical(new PutSchedule { Name = "mine", Every = "1h", Payload = Json(written) }, Now),
                Throws.Nothing);
            Assert.That(
                () => ScheduleDefinition.Canonical(
                    new PutSchedule { Name = "mine", Every = "1h", Payload = Json(written.Trim().Insert(1, "x")) }, Now),
                Throws.TypeOf<ScheduleRefusedException>().With.Message.Contains("16 KiB"));
        }
    }

    [Test]
    public void Canonical_SeveralFaults_NamesThemAll()
    {
        var refused = Assert.Throws<ScheduleRefusedException>(
            () => ScheduleDefinition.Canonical(Read("""{"name":"Mine","every":"often","offset":"soon"}"""), Now));
        Assert.That(refused!.Reasons, Has.Count.EqualTo(3));
    }

    [Test]
    public void Canonical_LargePayload_IsRefused() => Assert.That(
        () => ScheduleDefinition.Canonical(
            new PutSchedule { Name = "mine", Every = "1h", Payload = Json($"\"{new string('x', 17_000)}\"") }, Now),
        Throws.TypeOf<ScheduleRefusedException>().With.Message.Contains("16 KiB"));

    [Test]
    public void Compile_EveryPart_IsInTheSchedule()
    {
        var schedule = ScheduleDefinition.Compile(ScheduleDefinition.Canonical(
            Read(
                """{"name":"mine","cron":"0 3 * * *","timeZone":"Europe/Berlin","offset":"5m","catchUp":"all","startsAt":"2027-01-01T00:00:00Z","endsAt":"2027-01-02T23:00:00Z"}"""),
            Now));
        var first = schedule.Next(Now);
        Assert.That(first, Is.EqualTo(DateTimeOffset.Parse("2027-01-01T02:05:00Z")));
        Assert.That(schedule.Next(schedule.Next(first!.Value)!.Value), Is.Null);
        Assert.That(schedule.CatchUp, Is.EqualTo(CatchUp.All));
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static PutSchedule Read(string json) =>
        JsonSerializer.Deserialize<PutSchedule>(json, Web.Options)!;
}
