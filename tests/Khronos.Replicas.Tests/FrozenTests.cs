using Khronos.Replicas.Tests.Support;
using Ponos.Faults.Tests.Support;

namespace Khronos.Replicas.Tests;

/// <summary>A leader that holds its connections and does nothing, and then goes on as if no time had passed.</summary>
[Category("Long")]
internal sealed class FrozenTests : ReplicaFixture
{
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(30);

    protected override int Speed => 1;

    [Test, CancelAfter(240_000)]
    public async Task LeaderFrozen_ThirtySeconds_PublishesNothingNewWhenItComesBack()
    {
        var leader = await Replicas.LeaderAsync();
        var frozen = Now;
        await leader.FreezeAsync();
        await Task.Delay(Frozen);
        var takeover = await TickAfterAsync(frozen) - frozen;
        var other = await Replicas.LeaderAsync();
        Assert.That(other, Is.Not.SameAs(leader), "The other one leads.");

        var before = Listener.Heard.Count;
        await leader.ThawAsync();
        var thawed = Now;
        await Wait.UntilAsync(
            () => ReplicaSet.EpochOf(leader) is null && ReplicaSet.IsStandingBy(leader), () => $"it does not stand by: {leader.Output}");
        // What it might have let go on its way back would be here by then.
        await TickAfterAsync(thawed.AddSeconds(3));
        var since = Listener.Heard.Skip(before).ToArray();
        Report($"leader frozen for {Frozen.TotalSeconds} s: the other one ticked after {takeover.TotalSeconds:0.0} s");
        Assert.That(
            since.Where(heard => heard.IsDuplicate).Select(heard => heard.Tick.TickId),
            Is.Empty,
            "Everything came from the new leader alone.");

        // And it is as good as new.
        var killed = Now;
        await Replicas.KillAsync(other);
        var back = await TickAfterAsync(killed) - killed;
        Assert.That(await Replicas.LeaderAsync(), Is.SameAs(leader));
        await AssertEveryTickAsync("a leader frozen and another killed", [takeover, back]);
    }
}
