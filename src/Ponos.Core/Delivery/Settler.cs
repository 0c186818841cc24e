using Microsoft.Extensions.Logging;
using Ponos.Delivery.Copies;
using Ponos.Diagnostics;
using Ponos.Topology;
using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>
/// Carries out settlements. A copy is confirmed before its original is acknowledged, so a crash in between duplicates
/// and never loses. A copy that the broker does not take is tried again without holding the handler's slot.
/// </summary>
internal sealed class Settler(ITransport transport, LineServices line, TopologyShape topology, TimeSpan sendTimeout)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    public ValueTask SettleAsync(JobRun run, Settlement settlement)
    {
        switch (settlement.Kind)
        {
            case SettlementKind.Ack:
                run.Delivery.Ack(run.Handler.AckAtOnce);
                return ValueTask.CompletedTask;
            case SettlementKind.Requeue:
                run.Delivery.Requeue();
                return ValueTask.CompletedTask;
            default:
                return MoveAsync(run, settlement);
        }
    }

    private async ValueTask MoveAsync(JobRun run, Settlement settlement)
    {
        var copy = Copy(run, settlement);
        if (await TryMoveAsync(run, copy, FirstWait))
        {
            return;
        }

        _ = KeepMovingAsync(run, copy);
    }

    private async Task KeepMovingAsync(JobRun run, OutgoingJob copy)
    {
        try
        {
            var wait = FirstWait;
            do
            {
                await Task.Delay(wait, line.Time, line.Draining);
                wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestWait.Ticks));
            }
            while (!await TryMoveAsync(run, copy, wait));
        }
        catch (OperationCanceledException)
        {
            run.Delivery.Requeue();
        }
    }

    private async Task<bool> TryMoveAsync(JobRun run, OutgoingJob copy, TimeSpan nextWait)
    {
        try
        {
            using var deadline = new CancellationTokenSource(sendTimeout, line.Time);
            try
            {
                await transport.SendAsync(copy with { Headers = new Dictionary<string, object?>(copy.Headers!) }, deadline.Token);
            }
            catch (UnroutableTaskException)
            {
                // Somebody deleted the queue that the copy goes to: declare it again.
                await transport.DeclareAsync(topology, deadline.Token);
                await transport.SendAsync(copy with { Headers = new Dictionary<string, object?>(copy.Headers!) }, deadline.Token);
            }

            // The job is at two places until the broker knows: that is not gathered with others.
            run.Delivery.Ack(immediate: true);
            return true;
        }
        catch (Exception exception)
        {
            line.Telemetry.SettlementFailures.Add(1, new KeyValuePair<string, object?>("messaging.destination.name", copy.Address.Name));
            line.Log.SettlementFailed(run.Name, copy.Address.Name, exception.Message, nextWait);
            return false;
        }
    }

    private OutgoingJob Copy(JobRun run, Settlement settlement)
    {
        var (delivery, handler) = (run.Delivery, run.Handler);
        // A copy goes straight to its queue, so an event that came by a pattern keeps its name in its type only.
        var type = handler.Descriptor.IsPattern ? run.Name : delivery.Name;
        var copy = settlement.Kind switch
        {
            SettlementKind.Retry => JobCopy.ForRetry(delivery, run.Name, type, handler.Queue, settlement.After),
            SettlementKind.Dead => JobCopy.ForDead(delivery, run.Name, type, QueueNames.Dead(handler.BaseQueue), DeathOf(run, settlement)),
            _ => JobCopy.ForDead(delivery, run.Name, type, QueueNames.Invalid(handler.BaseQueue), DeathOf(run, settlement)),
        };
        copy.Headers![JobHeaders.Attempt] = settlement.Kind == SettlementKind.Retry ? settlement.NextAttempt : run.Attempt;
        return copy;
    }

    private Death DeathOf(JobRun run, Settlement settlement) => new()
    {
        Reason = settlement.Reason,
        OriginQueue = run.Handler.BaseQueue,
        At = line.Time.GetUtcNow(),
        Enforced = run.Handler.Contract.Hash,
        Error = run.Error,
        Violations = run.Violations,
    };
}
