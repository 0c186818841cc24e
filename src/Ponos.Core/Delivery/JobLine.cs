using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Ponos.Contracts;
using Ponos.Diagnostics;

namespace Ponos.Delivery;

/// <summary>
/// The way of a job, as one straight line: decode, validate, invoke, settle. A failure skips forward as an outcome.
/// </summary>
internal sealed class JobLine(HandlerRuntime handler, LineServices line, Settler settler, QueueIntake intake)
{
    public async Task RunAsync(Transport.Delivery delivery)
    {
        var started = line.Time.GetTimestamp();
        var run = new JobRun(delivery, handler, line);
        using var activity = line.Telemetry.StartProcess(
            handler.Descriptor.Kind, run.Name, handler.Queue, Header(delivery, JobHeaders.TraceParent), Header(delivery, JobHeaders.TraceState));
        // Where nobody logs, a scope would be made for nobody.
        using var scope = line.Log.IsEnabled(LogLevel.Critical) ? line.Log.BeginScope(new JobLogScope(run)) : null;

        if (Read(run))
        {
            await InvokeAsync(run);
        }

        Report(run, activity, started);
        var settlement = SettlementOf(run);
        if (settlement.Kind == SettlementKind.Dead && handler.Final is { } final)
        {
            await run.RunFinalAsync(final, settlement.Reason);
        }

        if (run.Error is ContractCheckUnavailableException unavailable)
        {
            // Before the job goes back, or it would come again at once.
            await intake.PauseAsync(unavailable.Message);
        }

        var report = line.Observers.Any ? ReportOf(run) : null;
        await settler.SettleAsync(run, settlement);
        if (report is not null)
        {
            line.Observers.Settled(report);
        }
    }

    private bool Read(JobRun run)
    {
        run.Attempt = JobEnvelope.ReadAttempt(run.Delivery.Headers, handler.Retry.MaxAttempts);
        if (run.Delivery.Body.Length > line.MaxBodyBytes)
        {
            run.End(JobOutcome.Undecodable, violations: [new ContractViolation("", "size", $"The body has {run.Delivery.Body.Length} bytes; at most {line.MaxBodyBytes} are read.")]);
            return false;
        }

        JobPayload payload;
        try
        {
            payload = JobPayload.Read(run.Delivery.Body);
        }
        catch (Exception exception)
        {
            // Whatever a body does to the reader, it is the body's fault: never a crash, never a retry.
            run.End(JobOutcome.Undecodable, violations: [BodyDefect.Of(run.Delivery, exception)]);
            return false;
        }

        using (payload)
        {
            run.Tid = payload.Tid ?? TransactionId.New();
            return Validate(run, payload);
        }
    }

    private bool Validate(JobRun run, in JobPayload payload)
    {
        try
        {
            if (handler.Contract.Check(payload.For(handler.Contract.HasTid).Span) is { Count: > 0 } violations)
            {
                var isNoJob = BodyDefect.Is(violations);
                // The place is to be that in the body, with its tid.
                run.End(isNoJob ? JobOutcome.Undecodable : JobOutcome.Invalid, violations: isNoJob ? handler.Contract.Check(payload.Body.Span) : violations);
                return false;
            }
        }
        catch (ContractCheckUnavailableException exception)
        {
            run.End(JobOutcome.Interrupted, exception);
            return false;
        }

        try
        {
            run.Job = handler.Invoker.Read(run.Name, payload.For(handler.Invoker.HasTid));
            return true;
        }
        catch (Exception exception)
        {
            var pointer = exception is System.Text.Json.JsonException { Path: { } path } ? JsonPath.ToPointer(path) : "";
            run.End(JobOutcome.Invalid, violations: [new ContractViolation(pointer, "type", $"The job does not deserialise as {handler.Descriptor.JobType.Name} ({exception.GetType().Name}).")]);
            return false;
        }
    }

    /// <summary>Runs the attempts, unless the job's id is among those that were handled.</summary>
    private async ValueTask InvokeAsync(JobRun run)
    {
        if (handler.Inbox is not { } inbox || run.Delivery.MessageId is not { } messageId)
        {
            await run.RunAttemptsAsync();
            return;
        }

        if (!await inbox.BeginAsync(messageId))
        {
            run.End(JobOutcome.Duplicate);
            return;
        }

        try
        {
            await run.RunAttemptsAsync();
        }
        finally
        {
            inbox.End(messageId, run.Outcome == JobOutcome.Succeeded && run.Ended);
        }
    }

    private static Settlement SettlementOf(JobRun run) =>
        run is { Outcome: JobOutcome.Interrupted, HasUnrecordedAttempts: true }
            ? Settlement.Retry(TimeSpan.Zero, run.Attempt) // Back to its queue, but with the attempts that the header does not tell of.
            : SettlementRule.Settle(run.Outcome, run.Attempt, run.Counts, run.NextWait);

    /// <summary>Made before the settlement, which gives the body's memory back.</summary>
    private SettledJob ReportOf(JobRun run) => new(
        handler.Service,
        handler.Descriptor.Kind,
        run.Name,
        handler.Queue,
        handler.Descriptor.HandlerName,
        run.Delivery.MessageId,
        run.Tid.ToString(),
        run.Attempt,
        run.Outcome,
        run.Error,
        run.Violations,
        run.Delivery.Body.ToArray())
    {
        AppId = run.Delivery.AppId,
    };

    private void Report(JobRun run, Activity? activity, long started)
    {
        var log = line.Log;
        switch (run.Outcome)
        {
            case JobOutcome.Succeeded:
                log.JobSucceeded(run.Name, run.Attempt);
                break;
            case JobOutcome.Undecodable or JobOutcome.Invalid:
                log.JobInvalid(run.Name, handler.Queue, run.Error is { } error ? ForeignText.MessageOf(error) : ForeignText.Sentence(string.Join("; ", run.Violations)));
                break;
            case JobOutcome.Stopped:
                log.JobStopped(run.Error, run.Name);
                break;
            case JobOutcome.Exhausted:
                log.JobExhausted(run.Error, run.Name, run.Attempt);
                break;
            case JobOutcome.Failed or JobOutcome.TimedOut:
                run.LogFailure();
                break;
            case JobOutcome.Duplicate:
                log.JobDuplicated(run.Name, run.Delivery.MessageId);
                break;
            case JobOutcome.Interrupted:
                log.JobInterrupted(run.Name);
                break;
            default:
                break;
        }

        if (activity is not null && run.Outcome != JobOutcome.Succeeded)
        {
            activity.SetStatus(ActivityStatusCode.Error, run.Outcome.ToString());
            activity.SetTag("error.type", run.Error?.GetType().FullName ?? run.Outcome.ToString());
        }

        if (line.Telemetry.Consumed.Enabled || line.Telemetry.Duration.Enabled)
        {
            var tags = new TagList
            {
                { "messaging.destination.name", handler.Queue },
                { "ponos.outcome", run.Outcome.ToString() },
            };
            line.Telemetry.Consumed.Add(1, tags);
            line.Telemetry.Duration.Record(line.Time.GetElapsedTime(started).TotalSeconds, tags);
        }
    }

    private static string? Header(Transport.Delivery delivery, string name) => JobEnvelope.ReadText(delivery.Headers, name);
}
