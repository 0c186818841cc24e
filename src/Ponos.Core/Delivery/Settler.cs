using Microsoft.Extensions.Logging;
using Ponos.Delivery.Copies;
using Ponos.Delivery.Suspects;
using Ponos.Diagnostics;
using Ponos.Handlers;
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

    /// <summary>What could not be moved at once.</summary>
    public PinnedJobs Pinned { get; } = new();

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
                return new ValueTask(MoveAsync(job, Copy(job, verdict, settlement)));
        }
    }

    /// <summary>
    /// Moves a delivery to where it is tried by itself, or back to the end of that queue, with what is to be said of its
    /// tries. False when the broker did not take it at once: it goes on being moved.
    /// </summary>
    public Task<bool> SetAsideAsync(IncomingJob job, SuspectMark mark)
    {
        var copy = JobCopy.ForRetry(job.Delivery, job.Name, TypeOf(job), job.Plan.SuspectQueue!, after: TimeSpan.Zero);
        WriteTries(copy.Headers!, job.Tries);
        mark.AddTo(copy.Headers!);
        return MoveAsync(job, copy);
    }

    private async Task<bool> MoveAsync(IncomingJob job, OutgoingJob copy)
    {
        var move = new Move(job, copy);
        if (await TryMoveAsync(move, FirstWait))
        {
            return true;
        }

        _ = KeepMovingAsync(move);
        return false;
    }

    private async Task KeepMovingAsync(Move move)
    {
        try
        {
            var wait = FirstWait;
            do
            {
                await Task.Delay(wait, line.Time, line.Draining);
                wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestWait.Ticks));
            }
            while (!await TryMoveAsync(move, wait));
        }
        catch (OperationCanceledException)
        {
            move.Job.Delivery.Requeue();
        }

        Pinned.Free(move);
    }

    private async Task<bool> TryMoveAsync(Move move, TimeSpan nextWait)
    {
        try
        {
            using var deadline = new CancellationTokenSource(sendTimeout, line.Time);
            try
            {
                await SendAsync(move.Copy, deadline.Token);
            }
            catch (UnroutableTaskException)
            {
                // Somebody deleted the queue that the copy goes to: declare it again.
                await transport.DeclareAsync(topology, deadline.Token);
                await SendAsync(move.Copy, deadline.Token);
            }

            // The job is at two places until the broker knows: that is not gathered with others.
            move.Job.Delivery.Ack(immediate: true);
            return true;
        }
        catch (Exception exception)
        {
            if (SendRefusals.Of(exception) == SendRefusal.Permanent && !move.IsMinimal)
            {
                // It would be refused for ever, and keep its place in the prefetch for as long.
                move.Reduce(UniqueId.Ordered(line.Time.GetUtcNow()).ToString());
                return await TryMoveAsync(move, nextWait);
            }

            Pinned.Pin(move, move.Job.Plan.Queue, move.Copy.Address.Name, ForeignText.MessageOf(exception), line.Time.GetUtcNow());
            line.Telemetry.SettlementFailed(move.Copy.Address.Name);
            line.Log.SettlementFailed(move.Job.Name, move.Copy.Address.Name, ForeignText.MessageOf(exception), nextWait);
            return false;
        }
    }

    /// <summary>Each try has headers of its own: they are the transport's from there on.</summary>
    private ValueTask SendAsync(OutgoingJob copy, CancellationToken cancellationToken) =>
        transport.SendAsync(copy with { Headers = new Dictionary<string, object?>(copy.Headers!) }, cancellationToken);

    private OutgoingJob Copy(IncomingJob job, Verdict verdict, Settlement settlement)
    {
        var (delivery, plan, type) = (job.Delivery, job.Plan, TypeOf(job));
        var copy = settlement.Kind switch
        {
            SettlementKind.Retry => JobCopy.ForRetry(delivery, job.Name, type, plan.Queue, settlement.After),
            SettlementKind.Dead =>
                JobCopy.ForDead(delivery, job.Name, type, QueueNames.Dead(plan.BaseQueue), DeathOf(job, verdict, settlement)),
            _ => JobCopy.ForDead(delivery, job.Name, type, QueueNames.Invalid(plan.BaseQueue), DeathOf(job, verdict, settlement)),
        };
        WriteTries(copy.Headers!, settlement.Kind == SettlementKind.Retry ? settlement.Next : verdict.Tries);
        return copy;
    }

    /// <summary>A copy goes straight to its queue, so an event that came by a pattern keeps its name in its type only.</summary>
    private static string? TypeOf(IncomingJob job) => job.Plan.Descriptor.IsPattern ? job.Name : job.Delivery.Name;

    private Death DeathOf(IncomingJob job, Verdict verdict, Settlement settlement) => new()
    {
        Reason = settlement.Reason,
        OriginQueue = job.Plan.BaseQueue,
        At = line.Time.GetUtcNow(),
        Enforced = job.Plan.Contract.Hash,
        Error = verdict.Error,
        Violations = verdict.Violations,
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

    /// <summary>A job on its way to another queue.</summary>
    private sealed class Move(IncomingJob job, OutgoingJob copy)
    {
        public IncomingJob Job => job;

        public OutgoingJob Copy { get; private set; } = copy;

        /// <summary>Whether nothing is left of the copy that could be refused for what it is.</summary>
        public bool IsMinimal { get; private set; }

        public void Reduce(string messageId)
        {
            Copy = JobCopy.Minimal(Copy, messageId);
            IsMinimal = true;
        }
    }
}
