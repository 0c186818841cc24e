using Ponos.Delivery;
using Ponos.Hosting;
using Ponos.Transport.InMemory;

namespace Ponos.Testing;

/// <summary>Sees whether any job of some services is on its way.</summary>
internal sealed class IdleWatch(WorkerServer[] servers, InMemoryBroker broker)
{
    /// <summary>Completes when each job is settled, or waits for the clock.</summary>
    /// <exception cref="TimeoutException">Jobs were still running after the patience.</exception>
    public async Task AwaitAsync(TimeSpan patience)
    {
        // Work moves between threads unseen for moments: idle is what was idle several times in a row.
        const int InARow = 4;
        await CallerContext.Leave();
        var began = TimeProvider.System.GetTimestamp();
        for (var seen = 0; seen < InARow;)
        {
            await Task.Yield();
            if (Array.TrueForAll(servers, server => server.Workers.All(IsIdle)))
            {
                seen++;
                continue;
            }

            seen = 0;
            if (TimeProvider.System.GetElapsedTime(began) > patience)
            {
                var busy = servers.SelectMany(server => server.Workers).Where(worker => !IsIdle(worker)).Select(Describe);
                throw new TimeoutException($"Jobs were still running after {patience}: {string.Join(", ", busy)}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    /// <summary>Completes when a handler is at work, and its attempt's time runs.</summary>
    /// <exception cref="TimeoutException">It had no job within the patience.</exception>
    public static async Task AwaitRunAsync(QueueWorker worker, TimeSpan patience)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (worker.Slots.Running == 0 || worker.Rests)
        {
            if (TimeProvider.System.GetElapsedTime(began) > patience)
            {
                throw new TimeoutException($"No job of {worker.Plan.Queue} was run within {patience}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    /// <summary>A queue at which nothing will move before the clock does.</summary>
    private bool IsIdle(QueueWorker worker)
    {
        if (!worker.Rests)
        {
            return false;
        }

        var running = worker.Slots.Running;
        return worker.Intake.State != QueueState.Consuming
            || worker.Slots.AreTaken
            || (Count(worker, broker.CountReady) == 0
                && Count(worker, broker.CountUnsettled) == running + (worker.Intake.Suspects?.Held ?? 0));
    }

    private string Describe(QueueWorker worker) =>
        $"{worker.Plan.Queue} ({worker.Intake.State}, {worker.Slots.Running} running, {worker.Slots.Waiting} waiting for the clock, "
        + $"{Count(worker, broker.CountReady)} ready, {Count(worker, broker.CountUnsettled)} in hand)";

    private static int Count(QueueWorker worker, Func<string, int> count) =>
        count(worker.Plan.Queue) + (worker.Plan.SuspectQueue is { } suspects ? count(suspects) : 0);
}
