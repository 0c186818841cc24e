using System.Globalization;
using Microsoft.Extensions.Logging;
using Ponos.Delivery.Suspects;
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

    public ValueTask SettleAsync(IncomingJob job, Verdict verdict, Settlement settlement)
    {
        switch (settlement.Kind)
        {
            case SettlementKind.Ack:
                job.Delivery.Ack(job.Plan.AckAtOnce);
                return ValueTask.CompletedTask;
            case SettlementKind.Requeue:
                job.Delivery.Requeue();
                return ValueTask.CompletedTask;
            default:
                return MoveAsync(job, Copy(job, verdict, settlement));
        }
    }

    /// <summary>Moves a delivery to where it is tried by itself, or back to the end of that queue, with what is to be said of its tries.</summary>
    public ValueTask SetAsideAsync(IncomingJob job, SuspectMark mark)
    {
        var headers = CopiedHeaders.Keep(job.Delivery.Headers);
        WriteTries(headers, job.Tries);
        mark.AddTo(headers);
        return MoveAsync(job, CopyOf(job, job.Plan.SuspectQueue!, headers, after: TimeSpan.Zero));
    }

    private async ValueTask MoveAsync(IncomingJob job, OutgoingJob copy)
    {
        if (await TryMoveAsync(job, copy, FirstWait))
        {
            return;
        }

        _ = KeepMovingAsync(job, copy);
    }

    private async Task KeepMovingAsync(IncomingJob job, OutgoingJob copy)
    {
        try
        {
            var wait = FirstWait;
            do
            {
                await Task.Delay(wait, line.Time, line.Draining);
                wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestWait.Ticks));
            }
            while (!await TryMoveAsync(job, copy, wait));
        }
        catch (OperationCanceledException)
        {
            job.Delivery.Requeue();
        }
    }

    private async Task<bool> TryMoveAsync(IncomingJob job, OutgoingJob copy, TimeSpan nextWait)
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
            job.Delivery.Ack(immediate: true);
            return true;
        }
        catch (Exception exception)
        {
            line.Telemetry.SettlementFailed(copy.Address.Name);
            line.Log.SettlementFailed(job.Name, copy.Address.Name, ErrorText.Of(exception), nextWait);
            return false;
        }
    }

    private OutgoingJob Copy(IncomingJob job, Verdict verdict, Settlement settlement)
    {
        var delivery = job.Delivery;
        var headers = CopiedHeaders.Keep(delivery.Headers);
        string target;
        if (settlement.Kind == SettlementKind.Retry)
        {
            WriteTries(headers, settlement.Next);
            target = job.Plan.Queue;
        }
        else
        {
            target = settlement.Kind == SettlementKind.Dead ? QueueNames.Dead(job.Plan.BaseQueue) : QueueNames.Invalid(job.Plan.BaseQueue);
            WriteTries(headers, verdict.Tries);
            headers[JobHeaders.Reason] = settlement.Reason;
            headers[JobHeaders.OriginQueue] = job.Plan.BaseQueue;
            headers[JobHeaders.DiedAt] = line.Time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
            if (verdict.Error is { } error)
            {
                headers[JobHeaders.ErrorType] = ErrorText.TypeOf(error);
                headers[JobHeaders.Error] = ErrorText.Of(error);
            }
            else if (verdict.Violations.Count > 0)
            {
                // Pointer and keyword, no sentence: nothing of the job's values can slip through.
                headers[JobHeaders.Error] = ErrorText.Clean(string.Join("; ", verdict.Violations.Select(violation => $"{violation.Pointer} {violation.Keyword}".Trim())));
            }
        }

        return CopyOf(job, target, headers, settlement.After);
    }

    private OutgoingJob CopyOf(IncomingJob job, string queue, Dictionary<string, object?> headers, TimeSpan after) => new()
    {
        Address = JobAddress.Queue(queue),
        Name = job.Name,
        Body = job.Delivery.Body,
        MessageId = job.Delivery.MessageId ?? Guid.CreateVersion7().ToString(),
        AppId = job.Delivery.AppId ?? job.Plan.Service,
        Timestamp = job.Delivery.Timestamp ?? line.Time.GetUtcNow(),
        Headers = headers,
        Delay = after,
    };

    private static void WriteTries(Dictionary<string, object?> headers, Tries tries)
    {
        headers[JobHeaders.Attempt] = tries.Attempt;
        if (tries.UncountedSince is { } since)
        {
            headers[JobHeaders.Uncounted] = tries.Uncounted;
            headers[JobHeaders.UncountedSince] = since.ToUnixTimeMilliseconds();
        }
    }
}
