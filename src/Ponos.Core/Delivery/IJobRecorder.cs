namespace Ponos.Delivery;

/// <summary>Keeps what became of jobs. Told after the settlement, on the job's own way: it is quick and does not throw.</summary>
internal interface IJobRecorder
{
    void Record(in JobEnd end);
}

/// <summary>How the delivery of a job ended.</summary>
/// <param name="Plan">The handler.</param>
/// <param name="Job">The job. Its body is gone.</param>
/// <param name="Verdict">What the line found out.</param>
/// <param name="Reason">Why it was given up on; empty for one that was not.</param>
/// <param name="BeganAt">When it was begun.</param>
/// <param name="Elapsed">From then to its outcome.</param>
/// <param name="Wait">From its publishing to its beginning, where it waited for nothing else and its publisher said when.</param>
internal readonly record struct JobEnd(
    HandlerPlan Plan, IncomingJob Job, Verdict Verdict, string Reason, DateTimeOffset BeganAt, TimeSpan Elapsed, TimeSpan? Wait);
