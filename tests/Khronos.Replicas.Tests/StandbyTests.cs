using Khronos.Replicas.Tests.Support;
using Khronos.Replication;
using Ponos.Faults.Tests.Support;

namespace Khronos.Replicas.Tests;

/// <summary>One that stands by reads the schedules ahead, and leads with what the token and the stream say, whatever it has read.</summary>
internal sealed class StandbyTests() : LeaseFixture("standby")
{
    [Test, CancelAfter(60_000)]
    public async Task Acquire_AfterStandingBy_KnowsWhatWasWrittenMeanwhile()
    {
        // So that what it read at first is dropped from the stream before it leads.
        Settings = Settings with { SnapshotAfterBytes = 50_000, StreamBytes = 400_000, SegmentBytes = 100_000 };
        await using var leader = NewLease();
        _ = await leader.LeadAsync();
        await leader.State.KeepAsync(Document("old"), default);
        await leader.State.KeepAsync(Document("gone"), default);
        await using var standby = NewLease();
        var waiting = await StandByAsync(standby);
        await leader.State.ForgetAsync("gone", default);
        for (var i = 0; i < 3000; i++)
        {
            await leader.State.KeepAsync(Document($"other-{i % 10}"), default);
        }

        await leader.State.MarkAsync(Start.AddMinutes(5), default);
        await leader.Term!.ReleaseAsync();

        await waiting.WaitAsync(Wait.Cap);
        var stored = await standby.State.LoadAsync(default);
        Assert.That(
            stored.Documents.Select(document => document.Name),
            Is.EquivalentTo(["old", .. Enumerable.Range(0, 10).Select(i => $"other-{i}")]));
        Assert.That((stored.Watermark, standby.Lease.Standing.Epoch), Is.EqualTo((Start.AddMinutes(5), 2L)));
    }

    [Test, CancelAfter(60_000)]
    public async Task Stream_DeletedUnderAStandby_LeadsOnWithoutSchedules()
    {
        await using var leader = NewLease();
        _ = await leader.LeadAsync();
        await leader.State.KeepAsync(Document("deleted"), default);
        await leader.State.MarkAsync(Start.AddMinutes(5), default);
        await using var standby = NewLease();
        var waiting = await StandByAsync(standby);
        await Broker.RabbitMqCtlAsync("delete_queue", Settings.Stream);
        _ = await leader.Term!.Ended.WaitAsync(Wait.Cap);
        await leader.DisposeAsync();

        await waiting.WaitAsync(Wait.Cap);
        var stored = await standby.State.LoadAsync(default);
        Assert.That((stored.Documents.Count, stored.Watermark), Is.EqualTo((0, Start.AddMinutes(5))));
        await standby.State.KeepAsync(Document("mine"), default);
    }

    [Test, CancelAfter(60_000)]
    public async Task Acquire_TokenPointsBeyondTheStream_ReadsFromTheBeginning()
    {
        Settings = Settings with { ReadDeadline = TimeSpan.FromSeconds(2) };
        await using (var first = NewLease())
        {
            _ = await first.LeadAsync();
            await first.State.KeepAsync(Document("mine"), default);
            await first.Term!.ReleaseAsync();
        }

        await SendAsync(
            Settings.LeaseQueue, new LeaseToken { Id = "beyond", Epoch = 2, Watermark = Start, Snapshot = 1_000_000 }.ToBytes());
        await using var second = NewLease();
        var stored = await second.LeadAsync();
        Assert.That((stored.Documents.Single().Name, stored.Watermark), Is.EqualTo(("mine", Start)));
        Assert.That(second.Lease.Standing.Epoch, Is.GreaterThan(2), "Higher than the token's.");
    }

    [Test, CancelAfter(120_000)]
    public async Task Standing_LeaseQueueConfirmsNothing_SaysSoWhileItLasts()
    {
        Settings = Settings with { Heartbeat = TimeSpan.FromSeconds(1), AskEvery = TimeSpan.FromMilliseconds(100) };
        await using var leader = NewLease();
        _ = await leader.LeadAsync();
        await using var standby = NewLease();
        var waiting = await StandByAsync(standby);
        await StoppedQueue.StopAsync(Broker, Settings.LeaseQueue);
        await Wait.UntilAsync(
            () => standby.Lease.Standing.Trouble?.Contains("confirms nothing", StringComparison.Ordinal) == true,
            () => $"{standby.Lease.Standing}");

        await StoppedQueue.GoOnAsync(Broker, Settings.LeaseQueue);
        await Wait.UntilAsync(() => standby.Lease.Standing.Trouble is null, () => $"{standby.Lease.Standing}");
        await leader.DisposeAsync();
        await waiting.WaitAsync(Wait.Cap);
    }

    /// <summary>Has a replica wait for the lease.</summary>
    /// <returns>Its waiting.</returns>
    private static async Task<Task> StandByAsync(OwnLease replica)
    {
        var waiting = replica.AcquireAsync();
        await Wait.UntilAsync(() => replica.Lease.Standing.Trouble is null, () => $"{replica.Lease.Standing}");
        return waiting;
    }
}
