using System.Globalization;
using Microsoft.Extensions.Logging;
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
        var delivery = run.Delivery;
        var headers = CopiedHeaders.Keep(delivery.Headers);
        string target;
        if (settlement.Kind == SettlementKind.Retry)
        {
            headers[JobHeaders.Attempt] = settlement.NextAttempt;
            target = run.Handler.Queue;
        }
        else
        {
            target = settlement.Kind == SettlementKind.Dead ? QueueNames.Dead(run.Handler.BaseQueue) : QueueNames.Invalid(run.Handler.BaseQueue);
            headers[JobHeaders.Attempt] = run.Attempt;
            headers[JobHeaders.Reason] = settlement.Reason;
            headers[JobHeaders.OriginQueue] = run.Handler.BaseQueue;
            headers[JobHeaders.DiedAt] = line.Time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
            if (run.Error is { } error)
            {
                headers[JobHeaders.ErrorType] = ErrorText.Clean(error.GetType().FullName!);
                headers[JobHeaders.Error] = ErrorText.Clean(error.Message);
            }
            else if (run.Violations.Count > 0)
            {
                // Pointer and keyword, no sentence: nothing of the job's values can slip through.
                headers[JobHeaders.Error] = ErrorText.Clean(string.Join("; ", run.Violations.Select(violation => $"{violation.Pointer} {violation.Keyword}".Trim())));
            }
        }

        return new OutgoingJob
        {
            Address = JobAddress.Queue(target),
            Name = run.Name,
            Body = delivery.Body,
            MessageId = delivery.MessageId ?? Guid.CreateVersion7().ToString(),
            AppId = delivery.AppId ?? run.Handler.Service,
            Timestamp = delivery.Timestamp ?? line.Time.GetUtcNow(),
            Headers = headers,
            Delay = settlement.After,
        };
    }
}
