using Khronos.Replicas.Tests.Support;
using Khronos.Replication;
using Khronos.State;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Khronos.Replicas.Tests;

/// <summary>
/// A leader is gone while the stream of schedules takes nothing, as for some seconds after the loss of its leader's node.
/// </summary>
internal sealed class ProvisionalTests() : LeaseFixture("provisional")
{
    [Test, CancelAfter(120_000)]
    public async Task Acquire_StreamDoesNotAnswer_LeadsWithWhatWasReadAndInFullOnceItDoes()
    {
        await using var leader = NewLease();
        await using var standby = NewLease();
        var waiting = await BeginAsync(leader, standby);
        await StoppedQueue.StopAsync(Broker, Settings.Stream);
        await leader.DisposeAsync();

        await waiting.WaitAsync(Wait.Cap);
        var stored = await standby.State.LoadAsync(default);
        Assert.That((stored.Documents.Single().Name, stored.Watermark), Is.EqualTo(("known", Start.AddMinutes(5))));
        var standing = standby.Lease.Standing;
        Assert.That((standing.Role, standing.Epoch, standing.IsLeading), Is.EqualTo((LeaseStanding.Provisional, 2L, true)));
        Assert.That(standing.Trouble, Does.Contain(Settings.Stream));
        Assert.That(standby.Term!.Confirmed.IsCompleted, Is.False);
        await standby.State.MarkAsync(Start.AddMinutes(6), default);
        Assert.That(standby.Term.IsHeld, Is.True, "Ticks are published.");
        Assert.That(standby.Lease.Standing.Watermark, Is.EqualTo(Start.AddMinutes(5)), "Whoever knows more goes on from there.");
        _ = Assert.ThrowsAsync<StandingByException>(() => standby.State.KeepAsync(Document("new"), default));
        _ = Assert.ThrowsAsync<StandingByException>(() => standby.State.ForgetAsync("known", default));

        await StoppedQueue.GoOnAsync(Broker, Settings.Stream);
        await standby.Term.Confirmed.WaitAsync(Wait.Cap);
        Assert.That((standby.Lease.Standing.Role, standby.Lease.Standing.Trouble), Is.EqualTo((LeaseStanding.Leading, (string?)null)));
        await standby.State.KeepAsync(Document("new"), default);
        await standby.State.MarkAsync(Start.AddMinutes(7), default);
        Assert.That(standby.Lease.Standing.Watermark, Is.EqualTo(Start.AddMinutes(7)));
        await standby.DisposeAsync();
        await AssertNextAsync(3, Start.AddMinutes(7), "known", "new");
    }

    [Test, CancelAfter(120_000)]
    public async Task Acquire_StreamTellsOfMoreThanWasRead_EndsForATermThatKnowsIt()
    {
        await using var leader = NewLease();
        await using var standby = NewLease();
        var waiting = await BeginAsync(leader, standby);
        await StoppedQueue.StopAsync(Broker, Settings.Stream);
        // On its way into the stream when its writer dies.
        var record = LogRecord.New(LogFormat.Current, 1, LogKind.Document) with
        {
            Name = "unknown",
            Document = LogFormat.Write(Document("unknown")),
        };
        await StoppedQueue.SendAsync(Broker, Settings.Stream, record.ToBytes());
        await leader.DisposeAsync();
        await waiting.WaitAsync(Wait.Cap);
        Assert.That((await standby.State.LoadAsync(default)).Documents.Single().Name, Is.EqualTo("known"));
        await standby.State.MarkAsync(Start.AddMinutes(6), default);
        await using var third = NewLease();
        var lining = third.AcquireAsync();

        var provisional = standby.Term!;
        await StoppedQueue.GoOnAsync(Broker, Settings.Stream);
        Assert.That(await provisional.Ended.WaitAsync(Wait.Cap), Does.Contain("more than this replica had read"));
        Assert.That(provisional.IsHeld, Is.False);
        await provisional.ReleaseAsync();
        var stored = await standby.LeadAsync();
        Assert.That(stored.Documents.Select(document => document.Name), Is.EquivalentTo(["known", "unknown"]));
        Assert.That(stored.Watermark, Is.EqualTo(Start.AddMinutes(5)), "Nothing is missed of what was not known.");
        Assert.That((standby.Term!.Confirmed.IsCompleted, standby.Lease.Standing.Role), Is.EqualTo((true, LeaseStanding.Leading)));
        Assert.That(lining.IsCompleted, Is.False, "Nobody else was handed the lease meanwhile.");
        await standby.State.ForgetAsync("known", default);
        await standby.State.MarkAsync(Start.AddMinutes(7), default);
        await standby.DisposeAsync();
        await lining.WaitAsync(Wait.Cap);
        Assert.That((await third.State.LoadAsync(default)).Documents.Single().Name, Is.EqualTo("unknown"));
        Assert.That(third.Lease.Standing.Watermark, Is.EqualTo(Start.AddMinutes(7)));
    }

    [Test, CancelAfter(120_000)]
    public async Task Acquire_ConnectionLostAndNoNodeHasTheStream_LeadsWithWhatWasReadBefore()
    {
        await using var proxy = new TcpProxy(Broker.Port);
        await using var leader = NewLease();
        await using var standby = new OwnLease(proxy.Uri, Settings);
        var waiting = await BeginAsync(leader, standby);
        await LostStream.LoseAsync(Broker, Settings.Stream);
        proxy.Reset();
        await Wait.UntilAsync(
            () => standby.Lease.Standing.Trouble?.Contains("replica on the local node", StringComparison.Ordinal) == true,
            () => $"{standby.Lease.Standing}");
        await leader.DisposeAsync();

        await waiting.WaitAsync(Wait.Cap);
        var stored = await standby.State.LoadAsync(default);
        Assert.That((stored.Documents.Single().Name, stored.Watermark), Is.EqualTo(("known", Start.AddMinutes(5))));
        Assert.That((standby.Lease.Standing.Role, standby.Lease.Standing.Epoch), Is.EqualTo((LeaseStanding.Provisional, 2L)));
        Assert.That(standby.Lease.Standing.Trouble, Does.Contain("does not answer"));

        await LostStream.ReturnAsync(Broker, Settings.Stream);
        await standby.Term!.Confirmed.WaitAsync(Wait.Cap);
        await standby.State.KeepAsync(Document("new"), default);
        await standby.State.MarkAsync(Start.AddMinutes(6), default);
        await standby.DisposeAsync();
        await AssertNextAsync(3, Start.AddMinutes(6), "known", "new");
    }

    [Test, CancelAfter(120_000)]
    public async Task Released_WhileProvisional_TheNextGoesOnFromWhereTheLeaderBeforeCame()
    {
        await using var leader = NewLease();
        await using var standby = NewLease();
        var waiting = await BeginAsync(leader, standby);
        await StoppedQueue.StopAsync(Broker, Settings.Stream);
        await leader.DisposeAsync();
        await waiting.WaitAsync(Wait.Cap);
        await standby.State.MarkAsync(Start.AddMinutes(6), default);
        await standby.DisposeAsync();

        await StoppedQueue.GoOnAsync(Broker, Settings.Stream);
        await AssertNextAsync(3, Start.AddMinutes(5), "known");
    }

    /// <summary>Has one lead, with a schedule and a watermark, and another stand by.</summary>
    /// <returns>The waiting of the one that stands by.</returns>
    private static async Task<Task> BeginAsync(OwnLease leader, OwnLease standby)
    {
        _ = await leader.LeadAsync();
        var waiting = standby.AcquireAsync();
        await Wait.UntilAsync(() => standby.Lease.Standing.Trouble is null, () => $"{standby.Lease.Standing}");
        await leader.State.KeepAsync(Document("known"), default);
        await leader.State.MarkAsync(Start.AddMinutes(5), default);
        return waiting;
    }

    private async Task AssertNextAsync(long epoch, DateTimeOffset watermark, params string[] schedules)
    {
        await using var next = NewLease();
        var stored = await next.LeadAsync();
        Assert.That(stored.Documents.Select(document => document.Name), Is.EquivalentTo(schedules));
        Assert.That((stored.Watermark, next.Lease.Standing.Epoch), Is.EqualTo((watermark, epoch)));
    }
}
