using Khronos.Book;
using Khronos.Schedules;
using Khronos.State;
using Khronos.Tests.Support;

namespace Khronos.Tests.Schedules;

public sealed class ScheduleBookTests
{
    private static readonly PutSchedule Mine = new() { Name = "mine", Every = "1m" };

    private EngineRig _rig = null!;
    private ScheduleBook _book = null!;

    [SetUp]
    public async Task SetUp()
    {
        _rig = EngineRig.At("2026-11-23T09:59:30Z");
        _book = new ScheduleBook(new TransientState(), _rig.Engine, _rig.Watch, new KhronosOptions(), _rig.Clock);
        await _book.OpenAsync([TimeSpan.FromHours(1)], CancellationToken.None);
        _rig.Start();
    }

    [TearDown]
    public void TearDown()
    {
        _book.Dispose();
        _rig.Dispose();
    }

    [Test]
    public async Task PutAsync_NewSchedule_IsFiredFromThenOn()
    {
        var answer = await Put(Mine);
        Assert.That((answer.Change, answer.NextAt), Is.EqualTo((ScheduleChange.Created, DateTimeOffset.Parse("2026-11-23T10:00:00Z"))));
        _rig.AdvanceInSteps(TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(1));
        Assert.That(_rig.Sink.Of("mine").Select(tick => tick.ScheduledAt.Minute), Is.EqualTo([0, 1, 2]));
    }

    [Test]
    public async Task PutAsync_TheSameAgain_ChangesNothing()
    {
        await Put(Mine);
        Assert.That((await Put(Mine with { Every = "sixty-seconds" })).Change, Is.Null);
    }

    [Test]
    public async Task PutAsync_InstantThatHasPassedSince_IsStillTheSame()
    {
        var once = new PutSchedule { Name = "once", At = DateTimeOffset.Parse("2026-11-23T10:00:00Z") };
        await Put(once);
        _rig.AdvanceInSteps(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1));
        Assert.That((await Put(once)).Change, Is.Null);
        _rig.AdvanceInSteps(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1));
        Assert.That(_rig.Sink.Of("once").Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task ForgetOverAsync_WhatIsOver_LeavesTheBookAndNothingElse()
    {
        await Put(new PutSchedule { Name = "once", At = DateTimeOffset.Parse("2026-11-23T10:00:00Z") });
        await Put(new PutSchedule { Name = "late", At = DateTimeOffset.Parse("2026-11-23T10:00:00Z"), Jitter = "30m" });
        await Put(new PutSchedule { Name = "ends", Every = "1m", EndsAt = DateTimeOffset.Parse("2026-11-23T10:03:30Z") });
        await Put(new PutSchedule { Name = "goes-on", Every = "1m", EndsAt = DateTimeOffset.Parse("2026-11-24T10:00:00Z") });
        await Put(Mine);

        _rig.AdvanceInSteps(TimeSpan.FromMinutes(4), TimeSpan.FromSeconds(1));
        Assert.That(await _book.ForgetOverAsync(default), Is.Zero, "It may be asked for again.");
        _rig.AdvanceInSteps(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10));
        Assert.That(await _book.ForgetOverAsync(default), Is.EqualTo(2));
        Assert.That(
            (await _book.ListAsync(default)).Select(document => document.Name), Is.EqualTo(["goes-on", "late", "mine", "one-hour"]));
        Assert.That(_rig.Engine.Count, Is.EqualTo(4));
        _rig.AdvanceInSteps(TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(10));
        await _book.ForgetOverAsync(default);
        Assert.That(_rig.Sink.Of("late").Count(), Is.EqualTo(1));
        Assert.That((await _book.ListAsync(default)).Select(document => document.Name), Does.Not.Contain("late"));
    }

    [Test]
    public async Task PutAsync_AnotherDefinition_ReplacesIt()
    {
        await Put(Mine);
        Assert.That((await Put(Mine with { Every = "30s" })).Change, Is.EqualTo(ScheduleChange.Updated));
        _rig.AdvanceInSteps(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));
        Assert.That(_rig.Sink.Of("mine").Select(tick => tick.ScheduledAt.Second), Is.EqualTo([0, 30]));
    }

    [Test]
    public async Task PutAsync_ForeignName_IsRefused()
    {
        await Put(Mine);
        Assert.That(
            () => Put(Mine with { Every = "30s" }, "other"),
            Throws.TypeOf<ScheduleRefusedException>().With.Message.Contains("belongs to me"));
        Assert.That(() => Put(Mine, "other"), Throws.TypeOf<ScheduleRefusedException>());
    }

    [Test]
    public async Task PutAsync_SharedInterval_IsOneForAll()
    {
        Assert.That((await Put(new PutSchedule { Name = "90s" })).Change, Is.EqualTo(ScheduleChange.Created));
        Assert.That((await Put(new PutSchedule { Every = "PT90S" }, "other")).Change, Is.EqualTo(ScheduleChange.Updated));
        Assert.That((await _book.DeleteAsync("90s", new Asker("me"), CancellationToken.None))!.Change, Is.EqualTo(ScheduleChange.Updated));
        _rig.AdvanceInSteps(TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(1));
        Assert.That(_rig.Sink.Of("one-minute-thirty-seconds").Count(), Is.EqualTo(2));
        Assert.That(
            (await _book.DeleteAsync("90s", new Asker("other"), CancellationToken.None))!.Change, Is.EqualTo(ScheduleChange.Deleted));
        Assert.That(_rig.Engine.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task DeleteAsync_BuiltInInterval_StaysForTheOthers()
    {
        await Put(new PutSchedule { Name = "one-hour" });
        await _book.DeleteAsync("one-hour", new Asker("me"), CancellationToken.None);
        Assert.That(
            () => _book.DeleteAsync("one-hour", new Asker("me"), CancellationToken.None), Throws.TypeOf<ScheduleRefusedException>());
        _rig.AdvanceInSteps(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));
        Assert.That(_rig.Sink.Of("one-hour").Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task DeleteAsync_ScheduleThatIsNotThere_IsDoneAlready() =>
        Assert.That(await _book.DeleteAsync("nothing", new Asker("me"), CancellationToken.None), Is.Null);

    [Test]
    public async Task ResumeAsync_AfterAPause_MissesNothing()
    {
        await Put(Mine);
        Assert.That((await _book.PauseAsync("mine", new Asker("me"), CancellationToken.None)).Change, Is.EqualTo(ScheduleChange.Paused));
        Assert.That((await _book.PauseAsync("mine", new Asker("me"), CancellationToken.None)).Change, Is.Null);
        _rig.AdvanceInSteps(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(1));
        Assert.That(_rig.Sink.Of("mine"), Is.Empty);
        Assert.That((await _book.ResumeAsync("mine", new Asker("me"), CancellationToken.None)).Change, Is.EqualTo(ScheduleChange.Resumed));
        _rig.AdvanceInSteps(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));
        var tick = _rig.Sink.Of("mine").Single();
        Assert.That((tick.Id, tick.Missed, tick.Kind), Is.EqualTo(("mine@2026-11-23T10:10:00Z", (MissedTicks?)null, TickKind.Scheduled)));
    }

    [Test]
    public void PauseAsync_SharedInterval_IsRefused() =>
        Assert.That(
            () => _book.PauseAsync("one-hour", new Asker("khronos"), CancellationToken.None),
            Throws.TypeOf<ScheduleRefusedException>().With.Message.Contains("share"));

    [Test]
    public void PauseAsync_ScheduleThatIsNotThere_IsRefused() =>
        Assert.That(
            () => _book.PauseAsync("nothing", new Asker("me"), CancellationToken.None),
            Throws.TypeOf<ScheduleRefusedException>().With.Message.Contains("Put it first"));

    [Test]
    public async Task OpenAsync_TimeZoneThatThisMachineDoesNotKnow_OtherSchedulesAreInForceAndItIsKept()
    {
        var file = Path.Combine(Path.GetTempPath(), $"khronos-{Guid.NewGuid():N}.db");
        using (var state = new SqliteState(file))
        {
            var start = DateTimeOffset.Parse("2026-11-23T09:00:00Z");
            var cron = new ScheduleDocument
            {
                Definition = new PutSchedule { Name = "elsewhere", Cron = "0 3 * * *", TimeZone = "Mars/Olympus" },
                Owners = ["me"],
                PutAt = start,
                ActiveFrom = start,
            };
            _ = await state.LoadAsync(CancellationToken.None);
            await state.KeepAsync(cron, CancellationToken.None);
            await state.KeepAsync(cron with { Definition = Mine }, CancellationToken.None);
        }

        using var again = new SqliteState(file);
        using var rig = EngineRig.At("2026-11-23T09:59:30Z");
        using var book = new ScheduleBook(again, rig.Engine, rig.Watch, new KhronosOptions(), rig.Clock);
        await book.OpenAsync([], CancellationToken.None);
        Assert.That(book.Aside.Single().Key, Is.EqualTo("elsewhere"));
        Assert.That(rig.Engine.Count, Is.EqualTo(1));
        Assert.That((await book.PauseAsync("elsewhere", new Asker("me"), CancellationToken.None)).NextAt, Is.Null);
        Assert.That(
            (await book.DeleteAsync("elsewhere", new Asker("me"), CancellationToken.None))!.Change, Is.EqualTo(ScheduleChange.Deleted));
        File.Delete(file);
    }

    private Task<ScheduleAnswer> Put(PutSchedule put, string by = "me") => _book.PutAsync(put, new Asker(by), CancellationToken.None);
}
