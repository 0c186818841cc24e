using Khronos.Book;
using System.Text.Json;
using Khronos.Engine;
using Khronos.Naming;
using Khronos.Schedules;
using Khronos.State;
using Khronos.Tests.Support;

namespace Khronos.Tests.Schedules;

/// <summary>Schedules that somebody may ask for, or that were kept before anybody looked, and that cannot be reckoned with.</summary>
public sealed class PoisonTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-23T09:59:30Z");
    private static readonly DateTimeOffset Last = DateTimeOffset.MaxValue;

    private static readonly PutSchedule[] Poisons =
    [
        new() { Name = "p", Cron = "* * * * *", TimeZone = "Pacific/Kiritimati", StartsAt = Last },
        new() { Name = "p", Cron = "0 0 * * *", TimeZone = "America/Los_Angeles", StartsAt = DateTimeOffset.Parse("9999-12-31T23:59:59Z") },
        new() { Name = "p", Every = "1h", StartsAt = Last },
        new() { Name = "p", At = Last, Offset = "1h" },
        new() { Name = "p", At = DateTimeOffset.Parse("9999-12-31T23:59:59Z"), Offset = "999 days" },
        new() { Name = "p", Cron = "* * * * * *", EndsAt = Last, StartsAt = Start.AddDays(2), Jitter = "999 days" },
        new() { Name = "p", At = Last, Jitter = "1h" },
        new()
        {
            Name = "p",
            Every = "999 days",
            Offset = "998 days",
            Jitter = "998 days",
            StartsAt = DateTimeOffset.MinValue,
            EndsAt = Last,
        },
        new() { Name = "p", Cron = "0 0 1 1 *", StartsAt = DateTimeOffset.MinValue },
        new() { Name = "p", Cron = "0 0 29 2 *", TimeZone = "Africa/Casablanca", Offset = "999 days", Jitter = "500 days" },
        new() { Name = "p", Every = "1h", StartsAt = Start.AddMinutes(1), EndsAt = Start.AddMinutes(2) },
    ];

    private static IEnumerable<TestCaseData> AskedFor() =>
        Poisons.SelectMany(poison => Enum.GetValues<CatchUp>(), (poison, catchUp) => new TestCaseData(poison with { CatchUp = catchUp }));

    [TestCaseSource(nameof(AskedFor))]
    public async Task PutAsync_AtTheEdgeOfTheCalendar_IsRefusedOrRunsAndTheOthersGoOn(PutSchedule poison)
    {
        using var rig = EngineRig.At("2026-11-23T09:59:30Z");
        var state = new RememberingState();
        using (var book = await OpenAsync(state, rig))
        {
            try
            {
                _ = await book.PutAsync(poison, new Asker("me"), default);
            }
            catch (ScheduleRefusedException refused)
            {
                Assert.That(refused.Reasons, Is.Not.Empty);
                Assert.That(state.Kept, Is.Empty);
            }

            Assert.That(book.Aside, Is.Empty, "What is kept was reckoned through.");
        }

        using var next = EngineRig.At("2026-11-23T09:59:30Z");
        using var reopened = await OpenAsync(state, next);
        next.Start().AdvanceInSteps(TimeSpan.FromHours(2), TimeSpan.FromMinutes(1));
        Assert.That(next.Sink.Of("one-hour").Count(), Is.EqualTo(2), "The next replica keeps the time.");
        Assert.That(reopened.Aside, Is.Empty);
    }

    [Test]
    public async Task OpenAsync_RecordsThatCannotBeUsed_SetThemselvesAsideAndTheOthersRun()
    {
        var state = new RememberingState();
        foreach (var definition in new[]
        {
            new PutSchedule { Name = "nowhere", Cron = "0 3 * * *", TimeZone = "Europe/Atlantis" },
            new PutSchedule { Name = "no-cron", Cron = "no cron at all", TimeZone = "UTC" },
            new PutSchedule { Name = "nothing" },
            new PutSchedule { Name = "late", At = Last, Offset = "one-hour" },
            new PutSchedule { Name = "No name", Every = "one-hour" },
        })
        {
            await state.KeepAsync(
                new ScheduleDocument { Definition = definition, Owners = ["me"], PutAt = Start, ActiveFrom = Start }, default);
        }

        state.Unreadable["garbled"] = "It is no JSON.";
        using var rig = EngineRig.At("2026-11-23T09:59:30Z");
        using var book = await OpenAsync(state, rig);
        rig.Start().AdvanceInSteps(TimeSpan.FromHours(2), TimeSpan.FromMinutes(1));
        Assert.That(rig.Sink.Of("one-hour").Count(), Is.EqualTo(2));
        Assert.That(book.Aside.Keys, Is.EqualTo(new[] { "No name", "garbled", "late", "no-cron", "nothing", "nowhere" }));
        Assert.That(
            (await book.PutAsync(new PutSchedule { Name = "nowhere", Cron = "0 3 * * *" }, new Asker("me"), default)).Change,
            Is.EqualTo(ScheduleChange.Updated),
            "Its owner mends it.");
        Assert.That(book.Aside.Keys, Does.Not.Contain("nowhere"));
    }

    [Test]
    public void Pass_ScheduleThatThrowsWhenItFires_IsSetAsideAndTheOthersRun()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:30Z").WithEvery(TimeSpan.FromMinutes(1));
        _ = ScheduleName.TryParse("broken", out var name);
        rig.With(new Schedule { Name = name!, Rhythm = new BrokenRhythm(Start.AddSeconds(60)), ActiveFrom = Start }).Start();
        rig.AdvanceInSteps(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));
        Assert.That(rig.Sink.Of("one-minute").Count(), Is.EqualTo(5));
        Assert.That(rig.Engine.Aside, Does.ContainKey("broken"));
        Assert.That(rig.Engine.Count, Is.EqualTo(1));
    }

    [Test]
    public void Next_RhythmThatDoesNotMoveForward_ThrowsInsteadOfGoingRound() =>
        Assert.That(() => new BrokenRhythm(Start).Next(Start), Throws.InvalidOperationException);

    [Test]
    public void UnknownPlaceholder_PayloadOfBraces_TakesNoTime()
    {
        // Sixteen KiB of this took thirteen minutes.
        var payload = JsonSerializer.SerializeToElement(new string('{', 8_000) + new string(' ', 8_000) + "{{ tickId");
        Assert.That(PayloadTemplate.UnknownPlaceholder(payload), Is.Null);
        Assert.That(
            PayloadTemplate.UnknownPlaceholder(JsonSerializer.SerializeToElement("{{" + new string(' ', 16_000) + "tickid}}")),
            Does.Contain("tickid"));
    }

    private static async Task<ScheduleBook> OpenAsync(ITimekeeperState state, EngineRig rig)
    {
        var book = new ScheduleBook(state, rig.Engine, rig.Watch, new KhronosOptions(), rig.Clock);
        await book.OpenAsync([TimeSpan.FromHours(1)], default);
        return book;
    }

    /// <summary>Comes to one instant, and to the same again behind it.</summary>
    private sealed class BrokenRhythm(DateTimeOffset at) : Rhythm
    {
        public override long SequenceOf(DateTimeOffset instant, DateTimeOffset anchor) => 0;

        protected override DateTimeOffset? InstantAfter(DateTimeOffset after) => at;
    }
}
