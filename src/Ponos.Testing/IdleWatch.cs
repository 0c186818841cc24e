using Ponos.Delivery;
using Ponos.Hosting;
using Ponos.Transport;
using Ponos.Transport.InMemory;

namespace Ponos.Testing;

/// <summary>Sees when no job of some services is on its way any more.</summary>
internal sealed class IdleWatch(IReadOnlyList<WorkerServer> servers, InMemoryBroker broker)
{
    private readonly WorkUnderway[] _counts = [broker.Work, .. servers.Select(server => server.Work)];

    /// <summary>Completes when each job is settled, or waits for the clock.</summary>
    /// <exception cref="TimeoutException">Jobs were still running after the patience.</exception>
    public async Task AwaitAsync(TimeSpan patience)
    {
        await CallerContext.Leave();
        using var end = new CancellationTokenSource(patience, TimeProvider.System);
        try
        {
            // Work goes from one count to another: all were still at one moment if nothing began between two looks at all.
            for (long? before = null, now = Look(); now is null || now != before; before = now, now = Look())
            {
                foreach (var count in _counts)
                {
                    await count.WhenStill().WaitAsync(end.Token);
                }

                end.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Jobs were still running after {patience}: {Describe()}.");
        }
    }

    /// <summary>How often anything began so far, if nothing moves in any count.</summary>
    private long? Look() => _counts.Aggregate((long?)0, static (sum, count) => sum + count.BegunIfStill);

    /// <summary>The queues of which something moves; all of them where that has changed meanwhile.</summary>
    private string Describe()
    {
        var workers = servers.SelectMany(server => server.Workers).ToArray();
        var busy = Array.FindAll(workers, IsBusy);
        return string.Join(", ", (busy.Length > 0 ? busy : workers).Select(Describe));
    }

    private static bool IsBusy(QueueWorker worker) =>
        AtWork(worker) > 0 || worker.Intake.State is QueueState.GivingBack or QueueState.Resuming;

    private static int AtWork(QueueWorker worker) => worker.Slots.Taken.Count(static slot => !slot.IsWaiting);

    private string Describe(QueueWorker worker)
    {
        var (running, atWork) = (worker.Slots.Running, AtWork(worker));
        return $"{worker.Plan.Queue} ({worker.Intake.State}, {running} running, {Math.Max(0, running - atWork)} waiting for the clock, "
            + $"{Count(worker, broker.CountReady)} ready, {Count(worker, broker.CountUnsettled)} in hand)";
    }

    private static int Count(QueueWorker worker, Func<string, int> count) =>
        count(worker.Plan.Queue) + (worker.Plan.SuspectQueue is { } suspects ? count(suspects) : 0);
}
