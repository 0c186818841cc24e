using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Ponos.Diagnostics;

namespace Ponos.Delivery;

/// <summary>
/// Tells of what became of a handler's jobs: log, measurements, activity, observers. After the
/// settlement, and without any effect on it.
/// </summary>
internal sealed class JobReport(HandlerPlan plan, LineServices line)
{
    /// <summary>What became of the handler's jobs since the process began.</summary>
    public HandlerTally Tally { get; } = new();

    /// <summary>What observers will be told; none without any. Made before the settlement, which gives the body's memory back.</summary>
    public SettledJob? Prepare(IncomingJob job, Verdict verdict) => !line.Observers.Any ? null : new SettledJob
    {
        Service = plan.Service,
        Kind = plan.Descriptor.Kind,
        Name = job.Name,
        Queue = plan.Queue,
        HandlerName = plan.Descriptor.HandlerName,
        Outcome = verdict.Outcome,
        Attempt = verdict.Tries.Attempt,
        Tid = job.Tid?.ToString() ?? "",
        MessageId = job.MessageId,
        PublishedBy = job.Delivery.AppId,
        Error = verdict.Error,
        Violations = verdict.Violations,
        Body = line.Observers.ReadBodies ? job.Delivery.Body.ToArray() : default,
    };

    public void Tell(in JobEnd end, JobActivity activity, SettledJob? told)
    {
        var (job, verdict, elapsed) = (end.Job, end.Verdict, end.Elapsed);
        Tally.Settled(verdict.Outcome, elapsed, end.Wait);
        line.Recorder?.Record(end);
        Log(job, verdict);
        activity.Settle(verdict.Outcome, verdict.Tries.Attempt);
        if (verdict.Outcome != JobOutcome.Succeeded)
        {
            activity.Fail(
                verdict.Outcome.ToString(),
                verdict.Error is null ? verdict.Outcome.ToString() : ForeignText.TypeOf(verdict.Error).ToString());
        }

        line.Telemetry.Settled(plan.Queue, verdict.Outcome, elapsed);
        if (told is not null)
        {
            line.Observers.Settled(told);
        }
    }

    /// <summary>Tells of an attempt that failed and is followed by another in this process.</summary>
    public void TellOfRetry(IncomingJob job, Verdict verdict)
    {
        LogFailure(job, verdict);
        Tally.Retried();
        line.Telemetry.Retried(plan.Queue);
    }

    private void Log(IncomingJob job, Verdict verdict)
    {
        var log = line.Log;
        switch (verdict.Outcome)
        {
            case JobOutcome.Succeeded:
                log.JobSucceeded(job.Name, verdict.Tries.Attempt);
                break;
            case JobOutcome.Undecodable or JobOutcome.Invalid:
                log.JobInvalid(job.Name, plan.Queue, verdict.Error is { } error
                    ? ForeignText.MessageOf(error)
                    : ForeignText.Sentence(string.Join("; ", verdict.Violations)));
                break;
            case JobOutcome.Stopped:
                log.JobStopped(verdict.Error, job.Name);
                break;
            case JobOutcome.Exhausted when verdict.Counts:
                log.JobExhausted(verdict.Error, job.Name, verdict.Tries.Attempt);
                break;
            case JobOutcome.Exhausted:
                log.JobGivenUp(verdict.Error, job.Name, plan.Retry.GiveUpAfter);
                break;
            case JobOutcome.Failed or JobOutcome.TimedOut:
                LogFailure(job, verdict);
                break;
            case JobOutcome.Duplicate:
                log.JobDuplicated(job.Name, ForeignText.Name(job.MessageId));
                break;
            case JobOutcome.Expired when verdict.Drops:
                log.JobDropped(job.Name, job.NotAfter.GetValueOrDefault());
                break;
            case JobOutcome.Expired:
                log.JobExpired(job.Name, job.NotAfter.GetValueOrDefault());
                break;
            case JobOutcome.Interrupted:
                log.JobInterrupted(job.Name);
                break;
            case JobOutcome.Cancelled when verdict.ComesAgain:
                log.JobCancelledAndBack(job.Name, ForeignText.Name(job.MessageId), ForeignText.MessageOf(verdict.Error));
                break;
            case JobOutcome.Cancelled:
                log.JobCancelled(job.Name, ForeignText.Name(job.MessageId), ForeignText.MessageOf(verdict.Error));
                break;
            default:
                break;
        }
    }

    /// <summary>On one line: the stack belongs to the log entry of a job that is dead.</summary>
    private void LogFailure(IncomingJob job, Verdict verdict)
    {
        if (line.Log.IsEnabled(LogLevel.Warning))
        {
            line.Log.AttemptFailed(
                job.Name,
                verdict.Tries.Attempt,
                plan.Retry.MaxAttempts,
                verdict.Wait,
                verdict.Error?.GetType().Name,
                ForeignText.MessageOf(verdict.Error));
        }
    }
}
