using Khronos.Book;
using System.Text.Json;
using Khronos.Engine;
using Khronos.Schedules;
using Khronos.State;
using Khronos.Tests.Support;

namespace Khronos.Tests.Schedules;

/// <summary>What one service may have, so that others have something left.</summary>
public sealed class OwnerQuotasTests
{
    private EngineRig _rig = null!;
    private KhronosOptions _options = null!;
    private ScheduleBook _book = null!;

    [SetUp]
    public async Task SetUp()
    {
        _rig = EngineRig.At("2026-11-23T09:59:30Z");
        _options = new KhronosOptions();
        _book = new ScheduleBook(new TransientState(), _rig.Engine, _rig.Watch, _options, _rig.Clock);
        await _book.OpenAsync([TimeSpan.FromHours(1)], default);
        _rig.Start();
    }

    [TearDown]
    public void TearDown()
    {
        _book.Dispose();
        _rig.Dispose();
    }

    [Test]
    public async Task PutAsync_TenThousandOfOneOwner_AreRefusedBeyondItsQuotaAndOthersAreServed()
    {
        var taken = 0;
        for (var i = 0; i < 10_000; i++)
        {
            taken += await TryPutAsync(new PutSchedule { Name = $"hostile-{i}", Every = "1m" }, "hostile") is null ? 1 : 0;
        }

        Assert.That(taken, Is.EqualTo(_options.MaxSchedulesOfOwner));
        Assert.That(await TryPutAsync(new PutSchedule { Name = "mine", Every = "1m" }, "me"), Is.Null);
        _rig.AdvanceInSteps(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10));
        Assert.That(_rig.Sink.Of("mine").Count(), Is.EqualTo(1));
    }

    /// <summary>Names cost a stranger nothing; a user of the broker he has one.</summary>
    [TestCase("hostile"), TestCase(null)]
    public async Task PutAsync_OneUserUnderManyNames_LeavesRoomForOthers(string? user)
    {
        var taken = 0;
        for (var i = 0; i < 10_000; i++)
        {
            taken += await TryPutAsync(new PutSchedule { Name = $"hostile-{i}", Every = "1m" }, new Asker($"name-{i}", user)) is null
                ? 1
                : 0;
        }

        Assert.That(taken, Is.EqualTo(_options.MaxServicesOfUser));
        Assert.That(
            await TryPutAsync(new PutSchedule { Name = "one-more", Every = "1m" }, new Asker("name-9999", user)),
            Does.Contain("Khronos:MaxServicesOfUser"));
        Assert.That(
            await TryPutAsync(new PutSchedule { Name = "again", Every = "1m" }, new Asker("name-0", user)),
            Is.Null,
            "One that it has already.");
        Assert.That(await TryPutAsync(new PutSchedule { Name = "mine", Every = "1m" }, new Asker("name-1", "me")), Is.Null);
        await _book.DeleteAsync("again", new Asker("name-0", user), default);
        await _book.DeleteAsync("hostile-0", new Asker("name-0", user), default);
        Assert.That(
            await TryPutAsync(new PutSchedule { Name = "one-more", Every = "1m" }, new Asker("name-9999", user)),
            Is.Null,
            "A name that is given up makes room.");
    }

    [Test]
    public async Task PutAsync_QuotaIsFull_WhatIsThereCanBeReplacedAndADeletedOneMakesRoom()
    {
        _options.MaxSchedulesOfOwner = 2;
        Assert.That(await TryPutAsync(new PutSchedule { Name = "a", Every = "1m" }), Is.Null);
        Assert.That(await TryPutAsync(new PutSchedule { Every = "2h" }), Is.Null);
        Assert.That(await TryPutAsync(new PutSchedule { Every = "3h" }), Does.Contain("MaxSchedulesOfOwner"));
        Assert.That(
            await TryPutAsync(new PutSchedule { Every = "1h" }), Does.Contain("MaxSchedulesOfOwner"), "A shared one counts as well.");
        Assert.That(await TryPutAsync(new PutSchedule { Name = "a", Every = "2m" }), Is.Null);
        await _book.DeleteAsync("2h", new Asker("me"), default);
        Assert.That(await TryPutAsync(new PutSchedule { Every = "3h" }), Is.Null);
    }

    [Test]
    public async Task PutAsync_BytesOfAnOwner_AreLimited()
    {
        _options.MaxBytesOfOwner = 20_000;
        var payload = JsonSerializer.SerializeToElement(new string('x', 8_000));
        Assert.That(await TryPutAsync(new PutSchedule { Name = "a", Every = "1m", Payload = payload }), Is.Null);
        Assert.That(await TryPutAsync(new PutSchedule { Name = "b", Every = "1m", Payload = payload }), Is.Null);
        Assert.That(await TryPutAsync(new PutSchedule { Name = "c", Every = "1m", Payload = payload }), Does.Contain("MaxBytesOfOwner"));
        Assert.That(await TryPutAsync(new PutSchedule { Name = "b", Every = "1m" }), Is.Null);
        Assert.That(await TryPutAsync(new PutSchedule { Name = "c", Every = "1m", Payload = payload }), Is.Null);
    }

    [Test]
    public async Task PutAsync_AllTogether_AreLimited()
    {
        _options.MaxSchedules = 3;
        Assert.That(await TryPutAsync(new PutSchedule { Name = "a", Every = "1m" }, "one"), Is.Null);
        Assert.That(await TryPutAsync(new PutSchedule { Name = "b", Every = "1m" }, "two"), Is.Null);
        Assert.That(await TryPutAsync(new PutSchedule { Name = "c", Every = "1m" }, "three"), Does.Contain("Khronos:MaxSchedules"));
    }

    [TestCase("""{"name":"a","every":"59s"}""", false)]
    [TestCase("""{"name":"a","every":"1m"}""", true)]
    [TestCase("""{"name":"a","cron":"* * * * *"}""", true)]
    [TestCase("""{"name":"a","cron":"*/30 * * * * *"}""", false)]
    [TestCase("""{"name":"a","cron":"0,30 0 3 * * *"}""", false)]
    [TestCase("""{"name":"a","at":"2026-12-01T00:00:00Z"}""", true)]
    public async Task PutAsync_ShortestInterval_IsThatOfTheOptions(string put, bool isTaken)
    {
        _options.ShortestInterval = TimeSpan.FromMinutes(1);
        Assert.That(
            await TryPutAsync(JsonSerializer.Deserialize<PutSchedule>(put, Web.Options)!),
            isTaken ? Is.Null : Does.Contain("ShortestInterval"));
    }

    [Test]
    public async Task TakeBackfillAsync_WithinAnHour_IsLimitedForEachOwner()
    {
        _options.MaxBackfillsOfOwner = 100;
        await _book.TakeBackfillAsync(new ScheduleOwner("me", null), 60, default);
        await Assert.ThatAsync(
            () => _book.TakeBackfillAsync(new ScheduleOwner("me", null), 60, default),
            Throws.TypeOf<ScheduleRefusedException>().With.Message.Contains("MaxBackfillsOfOwner"));
        await _book.TakeBackfillAsync(new ScheduleOwner("other", null), 100, default);
        _rig.Advance(TimeSpan.FromMinutes(61));
        await _book.TakeBackfillAsync(new ScheduleOwner("me", null), 100, default);
    }

    private Task<string?> TryPutAsync(PutSchedule put, string by = "me") => TryPutAsync(put, new Asker(by));

    private async Task<string?> TryPutAsync(PutSchedule put, Asker by)
    {
        try
        {
            await _book.PutAsync(put, by, default);
            return null;
        }
        catch (ScheduleRefusedException refused)
        {
            return refused.Message;
        }
    }
}
