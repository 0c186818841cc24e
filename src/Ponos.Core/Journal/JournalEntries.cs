using Ponos.Delivery;
using Ponos.Diagnostics;

namespace Ponos.Journal;

/// <summary>Makes an entry of what became of a job. What comes from outside is bounded and escaped; no value of the job is in it.</summary>
internal static class JournalEntries
{
    private const int MostPointers = 8;
    private const int MostOfAnError = 1024;

    public static JournalEntry Of(in JobEnd end, ProcessIdentity identity)
    {
        var (plan, job, verdict) = (end.Plan, end.Job, end.Verdict);
        return new JournalEntry
        {
            At = end.BeganAt + end.Elapsed,
            Service = identity.Service,
            Instance = identity.Instance,
            Handler = plan.Descriptor.HandlerName,
            Kind = plan.Descriptor.Kind,
            Job = job.Name,
            Id = Shown(job.MessageId),
            Tid = Shown(job.Tid?.ToString()),
            Cause = Shown(JobEnvelope.ReadText(job.Delivery.Headers, JobHeaders.Cause)),
            Attempt = verdict.Tries.Attempt,
            Outcome = verdict.Outcome,
            Reason = end.Reason.Length == 0 ? null : end.Reason,
            ErrorType = verdict.Error is { } typed ? ForeignText.TypeOf(typed).ToString() : null,
            Error = verdict.Error is { } error ? Cut(ForeignText.MessageOf(error).ToString()) : null,
            Pointers = verdict.Violations.Count == 0
                ? []
                : [.. verdict.Violations.Take(MostPointers).Select(violation => $"{violation.Pointer} {violation.Keyword}".Trim())],
            Wait = end.Wait is { } wait ? Math.Round(Math.Max(0, wait.TotalSeconds), 6) : null,
            Run = Math.Round(end.Elapsed.TotalSeconds, 6),
            Contract = plan.Contract.Hash,
            Publisher = Shown(job.Delivery.AppId),
        };
    }

    private static string? Shown(string? text) => text is null ? null : ForeignText.Name(text).ToString();

    private static string Cut(string text) => text.Length <= MostOfAnError ? text : text[..MostOfAnError];
}
