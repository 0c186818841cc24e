using Khronos.Replicas.Tests.Support;
using Ponos.Faults.Tests.Support;

namespace Khronos.Replicas.Tests;

/// <summary>One version of Khronos after another, each by stopping a replica and starting one of the next version.</summary>
[Category("Long")]
internal sealed class UpgradeTests : ReplicaFixture
{
    private const string Second = "put-under-format-2";
    private const string Third = "put-under-format-3";

    protected override int Speed => 5;

    protected override string[] Others => [Second, Third];

    [Test, CancelAfter(240_000)]
    public async Task Upgraded_NewFormatVersion_NoTickIsMissed()
    {
        var gaps = new List<TimeSpan>();
        // All become format 2, which an older version may read.
        foreach (var old in Replicas.Alive.ToArray())
        {
            Replicas.Start(("FAULTS_FORMAT", "2"));
            gaps.Add(await StopAsync(old));
        }

        await PutAsync(Second);
        await TickAfterAsync(Now, Second);

        // Back to format 1: it reads what format 2 wrote.
        foreach (var newer in Replicas.Alive.ToArray())
        {
            Replicas.Start();
            gaps.Add(await StopAsync(newer));
        }

        await TickAfterAsync(Now, Second);

        // Format 3 cannot be read by older versions: they leave the lead to it.
        var third = Replicas.Start(("FAULTS_FORMAT", "3"), ("FAULTS_FORMAT_NEEDS", "3"));
        foreach (var old in Replicas.Alive.Where(one => one != third).ToArray())
        {
            gaps.Add(await StopAsync(old, third));
        }

        await PutAsync(Third);
        await TickAfterAsync(Now, Third);
        var first = Replicas.Start();
        await Wait.UntilAsync(() => ReplicaSet.IsStandingBy(first), () => first.Output);
        await Replicas.KillAsync(third);
        await Wait.UntilAsync(() => first.Output.Contains("need format 3", StringComparison.Ordinal), () => first.Output);
        var again = Replicas.Start(("FAULTS_FORMAT", "3"), ("FAULTS_FORMAT_NEEDS", "3"));
        await TickAfterAsync(Now, Third);
        Assert.That(await Replicas.LeaderAsync(), Is.SameAs(again));

        await AssertEveryTickAsync("six replicas replaced", gaps);
    }

    /// <summary>Stops a replica in order, when another one stands by.</summary>
    private async Task<TimeSpan> StopAsync(WorkerProcess process, WorkerProcess? successor = null)
    {
        await Replicas.CompleteAsync();
        if (successor is not null)
        {
            await Wait.UntilAsync(
                () => ReplicaSet.IsStandingBy(successor) || ReplicaSet.EpochOf(successor) is not null, () => successor.Output);
        }

        var stopped = Now;
        await Replicas.TerminateAsync(process);
        return await TickAfterAsync(stopped) - stopped;
    }
}
