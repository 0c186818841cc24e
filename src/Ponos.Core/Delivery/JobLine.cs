using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos.Delivery.Suspects;
using Ponos.Diagnostics;
using Ponos.Retry;

namespace Ponos.Delivery;

/// <summary>
/// The way of a job, as one straight line: decode, validate, invoke; then settle, then report. A failure skips forward as
/// a verdict.
/// </summary>
internal sealed class JobLine(HandlerPlan plan, LineServices line, Settler settler, QueueIntake intake)
{
    /// <summary>
    /// A wait in the process that is no longer than this never meets the broker's timeout for what is not settled (30 min).
    /// </summary>
    private static readonly TimeSpan LongestOrderedWait = TimeSpan.FromMinutes(15);

    private readonly DeliveryReader _reader = new(plan, line);
    private readonly JobReport _report = new(plan, line);

    /// <summary>Which of the queue's jobs could not be moved, and keep their place; none where all could.</summary>
    public StartTrouble? Pinned => settler.Pinned.Of(plan.Queue);

    /// <summary>What became of the handler's jobs since the process began.</summary>
    public HandlerTally Tally => _report.Tally;

    /// <summary>Runs a job to its settlement.</summary>
    /// <param name="slot">Where it runs.</param>
    /// <param name="delivery">The job.</param>
    /// <param name="stop">Cancels its attempts, which then do not count.</param>
    public async ValueTask RunAsync(JobSlot slot, Transport.Delivery delivery, CancellationToken stop)
    {
        var started = line.Time.GetTimestamp();
        object? payload = null;
        var broken = _reader.Decode(delivery, out var job, out var text);
        var now = line.Time.GetUtcNow();
        slot.Begin(job, now);
        using var activity = line.Telemetry.StartProcess(
            plan.Descriptor.Kind,
            job.Name,
            plan.Queue,
            Header(delivery, JobHeaders.TraceParent),
            Header(delivery, JobHeaders.TraceState),
            line.LinkTraces);
        if (activity.IsRecorded)
        {
            activity.Identify(job.MessageId, job.Tid?.ToString());
        }

        TimeSpan? waited = null;
        if (job.CameStraight && JobEnvelope.ReadPublishedAt(delivery.Headers) is { } published)
        {
            waited = now - published;
            plan.Age?.Began(published);
        }

        // Where nobody logs, a scope would be made for nobody.
        var scope = line.Log.IsEnabled(LogLevel.Critical) ? new JobLogScope(job) : null;
        using var logged = line.Log.Within(scope);

        using (text)
        {
            if (broken is null)
            {
                broken = Convict(job) ?? Expire(job, job.Tries);
                // What is not run is read all the same for the handler that hears of it.
                var unread = broken is null || plan.Final is not null ? _reader.Validate(job, text, out payload) : null;
                broken ??= unread;
            }
        }

        var verdict = broken ?? await InvokeAsync(job, payload, slot, scope, stop);
        var settlement = SettlementRule.Settle(verdict);
        if (settlement.Kind == SettlementKind.Dead && plan.Final is { } final)
        {
            await RunFinalAsync(final, job, payload, verdict, settlement.Reason);
        }

        if (verdict.Pause is { } pause)
        {
            // Before the job goes back, or it would come again at once.
            await slot.WaitAsync(intake.PauseAsync(pause));
        }
        else
        {
            intake.Passed();
        }

        var elapsed = line.Time.GetElapsedTime(started);
        var told = _report.Prepare(job, verdict);
        await settler.SettleAsync(job, verdict, settlement);
        _report.Tell(new JobEnd(plan, job, verdict, settlement.Reason, now, elapsed, waited), activity, told);
    }

    /// <summary>A job that ended its process too often is not run again.</summary>
    private static Verdict? Convict(IncomingJob job) =>
        job.Delivery is SuspectDelivery { Verdict: { } deadly } ? new Verdict(JobOutcome.Exhausted, job.Tries) { Error = deadly } : null;

    /// <summary>A job that would begin too late does not. One that was handled meanwhile is a duplicate all the same.</summary>
    private Verdict? Expire(IncomingJob job, Tries tries) =>
        job.NotAfter is { } limit && line.Time.GetUtcNow() > limit && !(job.Key is { } key && plan.Inbox?.Knows(key) == true)
            ? new Verdict(JobOutcome.Expired, tries) { Drops = plan.DropsExpired }
            : null;

    /// <summary>Runs the attempts, unless the job's id is among those that were handled.</summary>
    private async ValueTask<Verdict> InvokeAsync(IncomingJob job, object? payload, JobSlot slot, JobLogScope? scope, CancellationToken stop)
    {
        if (plan.Inbox is not { } inbox || job.Key is not { } key)
        {
            return await AttemptAsync(job, payload, slot, scope, stop);
        }

        if (!await inbox.BeginAsync(key, slot))
        {
            if (inbox.KnowsOther(key, job.Delivery.Body))
            {
                line.Log.JobIdTakenTwice(job.Name, ForeignText.Name(key.ToString()));
            }

            return new Verdict(JobOutcome.Duplicate, job.Tries);
        }

        var handled = false;
        try
        {
            var verdict = await AttemptAsync(job, payload, slot, scope, stop);
            handled = verdict.Outcome == JobOutcome.Succeeded;
            return verdict;
        }
        finally
        {
            inbox.End(key, handled, job.Delivery.Body);
        }
    }

    /// <summary>Runs attempts until one succeeds, the next would have to wait too long for the process, or none is left.</summary>
    private async ValueTask<Verdict> AttemptAsync(
        IncomingJob job, object? payload, JobSlot slot, JobLogScope? scope, CancellationToken stop)
    {
        var tries = job.Tries;
        while (true)
        {
            var run = new AttemptRun(job, payload, tries.Attempt, slot, line);
            var end = await plan.Attempts.RunAsync(run, stop);
            if (end.Error is null)
            {
                return run.HandledBefore ? new Verdict(JobOutcome.Duplicate, tries) : Verdict.Succeeded(tries);
            }

            var verdict = slot.Cancellation is { } cancellation
                ? Verdict.Cancelled(tries, cancellation, end.Error)
                : Judge(end, tries, stop.IsCancellationRequested);
            if (verdict.Outcome is not (JobOutcome.Failed or JobOutcome.TimedOut) || !WaitsHere(verdict))
            {
                return verdict with { IsUnrecorded = !plan.KeepsOrder && tries != job.Tries };
            }

            _report.TellOfRetry(job, verdict);
            tries = verdict.Next;
            slot.Retry(tries.Attempt);
            if (scope is not null)
            {
                scope.Attempt = tries.Attempt;
            }

            if (!await WaitAsync(slot, verdict.Wait, stop))
            {
                var ended = slot.Cancellation is { } order
                    ? Verdict.Cancelled(tries, order, null)
                    : new Verdict(JobOutcome.Interrupted, tries) { Counts = false };
                return ended with { IsUnrecorded = !plan.KeepsOrder };
            }

            if (Expire(job, tries) is { } expired)
            {
                return expired;
            }
        }
    }

    private Verdict Judge(AttemptEnd end, Tries tries, bool stopping) =>
        FailureRule.Judge(end, tries, plan.Retry, stopping, line.Time.GetUtcNow(), Random.Shared.NextDouble());

    /// <summary>Whether the next attempt follows in this process. A wait on the broker lets the jobs behind it go first.</summary>
    private bool WaitsHere(Verdict verdict)
    {
        var limit = plan.KeepsOrder ? LongestOrderedWait : plan.Retry.InProcessLimit;
        return limit > TimeSpan.Zero && verdict.Wait <= limit && (plan.KeepsOrder || !line.Draining.IsCancellationRequested);
    }

    /// <summary>Waits for the next attempt; false when the server stops first, or the job is stopped.</summary>
    private async ValueTask<bool> WaitAsync(JobSlot slot, TimeSpan wait, CancellationToken stop)
    {
        // What waits for long would keep the server from stopping; what waits for a moment ends its job.
        using var early = wait <= plan.Retry.InProcessLimit ? null : CancellationTokenSource.CreateLinkedTokenSource(line.Draining, stop);
        var end = early?.Token ?? stop;
        if (wait > TimeSpan.Zero)
        {
            await slot.WaitAsync(Task.Delay(wait, line.Time, end)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !end.IsCancellationRequested;
    }

    /// <summary>Runs the handler that hears of a job before it is dead. Its failure changes nothing for the job.</summary>
    private async ValueTask RunFinalAsync(FinalHandler final, IncomingJob job, object? payload, Verdict verdict, string reason)
    {
        try
        {
            using var timeout = new CancellationTokenSource(
                plan.Timeout > TimeSpan.Zero ? plan.Timeout : Timeout.InfiniteTimeSpan, line.Time);
            using var abort = line.Abort.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout);
            await using var scope = line.Services.CreateAsyncScope();
            var context = JobContexts.Of(
                job,
                verdict.Tries.Attempt,
                scope.ServiceProvider,
                timeout.Token,
                final.Name,
                new JobFailure(reason, verdict.Tries.Attempt, verdict.Error));
            JobContext.Current = context;
            try
            {
                await final.Invoker.InvokeAsync(
                    final.TakesBareJob
                        ? final.Invoker.Read(job.Name, job.Delivery.Body)
                        : payload ?? throw new BrokenContractException("The job breaks its contract, so it cannot be read."),
                    context);
            }
            finally
            {
                context.End();
            }
        }
        catch (Exception exception)
        {
            line.Log.FinalHandlerFailed(exception, final.Name, job.Name);
        }
    }

    private static string? Header(Transport.Delivery delivery, string name) => JobEnvelope.ReadText(delivery.Headers, name);
}
