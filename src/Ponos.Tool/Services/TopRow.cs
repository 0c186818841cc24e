using Ponos.Control;

namespace Ponos.Tool.Services;

/// <summary>One handler in all processes of its service, between two looks.</summary>
internal sealed record TopRow(
    string Service,
    string JobName,
    string Queue,
    long? Ready,
    int Running,
    int Concurrency,
    double DonePerSecond,
    double FailedPerSecond,
    double? RunP50,
    double? RunP95,
    double? WaitP95,
    long? Dead,
    string Trouble)
{
    private static readonly JobOutcome[] Good = [JobOutcome.Succeeded, JobOutcome.Duplicate];

    public static async Task<IReadOnlyList<TopRow>> AllAsync(
        Session session, IReadOnlyList<ProcessReport> before, IReadOnlyList<ProcessReport> now, CancellationToken cancellationToken)
    {
        var earlier = before.ToDictionary(process => (process.Service, process.Instance));
        var rows = new List<TopRow>();
        foreach (var queue in await HandledQueue.AllAsync(session, now, cancellationToken))
        {
            var handlers = now.Where(process => process.Service == queue.Service)
                .SelectMany(process => process.Handlers
                    .Where(handler => handler.Kind == queue.Kind && handler.JobName == queue.JobName)
                    .Select(handler =>
                        (Handler: handler,
                            Rates: RatesOf(earlier.GetValueOrDefault((process.Service, process.Instance)), process, handler))))
                .ToArray();
            rows.Add(new TopRow(
                queue.Service,
                queue.JobName,
                queue.Queue,
                queue.Ready,
                queue.Running,
                handlers.Sum(one => one.Handler.Concurrency),
                handlers.Sum(one => one.Rates.Done),
                handlers.Sum(one => one.Rates.Failed),
                // Medians of several processes make none together; the worst of them says most.
                handlers.Max(one => one.Handler.RunTime?.P50),
                handlers.Max(one => one.Handler.RunTime?.P95),
                handlers.Max(one => one.Handler.WaitTime?.P95),
                queue.Dead,
                string.Join("; ", handlers.SelectMany(one => Troubles.Of(one.Handler)).Distinct())));
        }

        return rows;
    }

    private static (double Done, double Failed) RatesOf(ProcessReport? before, ProcessReport now, HandlerReport handler)
    {
        var old = before?.Handlers.FirstOrDefault(known => known.Kind == handler.Kind && known.JobName == handler.JobName);
        if (old is null || now.At <= before!.At)
        {
            return (0, 0);
        }

        var seconds = (now.At - before.At).TotalSeconds;
        return (Count(handler, isGood: true, old) / seconds, Count(handler, isGood: false, old) / seconds);
    }

    private static long Count(HandlerReport handler, bool isGood, HandlerReport old) =>
        handler.Outcomes.Where(outcome => Good.Contains(outcome.Key) == isGood)
            .Sum(outcome => outcome.Value - old.Outcomes.GetValueOrDefault(outcome.Key));
}
