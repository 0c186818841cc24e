using Microsoft.Extensions.Logging;
using Ponos.Delivery;
using Ponos.Diagnostics;
using Ponos.Topology;
using Ponos.Transport;

namespace Ponos.Hosting;

/// <summary>
/// Asks the broker now and then how many jobs wait in the queues of a service, and among its dead and invalid ones: by
/// declaring them passively, which needs no rights but those that the service has, and changes nothing.
/// </summary>
internal sealed class QueueWatch(
    IReadOnlyList<QueueWorker> workers, ITransport transport, TimeSpan interval, TimeProvider time, ILogger log)
{
    private QueueFigures[] _depths = [];

    /// <summary>What is known now: what runs, and what the broker said last.</summary>
    public IEnumerable<QueueFigures> Figures =>
        workers.Select(worker => new QueueFigures(worker.Plan.Queue) { Running = worker.Slots.Running }).Concat(Volatile.Read(ref _depths));

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (interval == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        var failed = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                // One after the other, on a channel each: it is no matter of haste.
                var depths = new List<QueueFigures>();
                foreach (var worker in workers.Where(worker => worker.Plan.Descriptor.Settings.Broadcast != true))
                {
                    await LookAsync(worker.Plan, depths, cancellationToken);
                }

                Volatile.Write(ref _depths, [.. depths]);
                failed = false;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // What was true once is not told any more.
                Volatile.Write(ref _depths, []);
                if (!failed)
                {
                    log.QueuesNotMeasured(exception);
                }

                failed = true;
            }
            catch (Exception)
            {
                return;
            }

            await Task.Delay(interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(HandlerPlan plan, List<QueueFigures> depths, CancellationToken cancellationToken)
    {
        if (await DepthAsync(plan.Queue, cancellationToken) is { } ready)
        {
            depths.Add(new QueueFigures(plan.Queue) { Depth = ready, Age = plan.Age?.Look(ready) });
        }

        foreach (var queue in new[] { QueueNames.Dead(plan.BaseQueue), QueueNames.Invalid(plan.BaseQueue) })
        {
            if (await DepthAsync(queue, cancellationToken) is { } gone)
            {
                depths.Add(new QueueFigures(queue) { Depth = gone });
            }
        }
    }

    private async Task<long?> DepthAsync(string queue, CancellationToken cancellationToken)
    {
        await using var reader = await transport.ReadAsync(queue, cancellationToken);
        return reader?.Count;
    }
}
