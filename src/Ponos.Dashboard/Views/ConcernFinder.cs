using Ponos.Control;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Views;

/// <summary>What is wrong in a snapshot, the worst first.</summary>
internal static class ConcernFinder
{
    public static IReadOnlyList<Concern> Find(Snapshot snapshot, IReadOnlyList<ServiceView> services)
    {
        var found = new List<Concern>();
        if (snapshot.Trouble is { } trouble)
        {
            found.Add(new Concern(ConcernWeight.Wrong, "", $"The broker cannot be asked: {trouble}", ConcernPlace.Nowhere));
        }

        foreach (var service in services)
        {
            FindInService(service, snapshot, found);
        }

        found.AddRange(ContractMap.Of(snapshot).Misfits().Select(misfit =>
            new Concern(ConcernWeight.Odd, misfit.Receiver.Service, misfit.Sentence, ConcernPlace.Contracts, misfit.Name)));
        return [.. found.OrderBy(concern => concern.Weight).ThenBy(concern => concern.Service, StringComparer.Ordinal)];
    }

    private static void FindInService(ServiceView service, Snapshot snapshot, List<Concern> found)
    {
        if (service.IsGone)
        {
            var last = service.Processes.Max(process => process.SeenAt);
            found.Add(new Concern(
                ConcernWeight.Wrong,
                service.Name,
                $"No process answers any more; the last did {Wording.Ago(last, snapshot.At)}.",
                ConcernPlace.Service));
            FindGivenUp(service, found);
            return;
        }

        foreach (var process in service.Processes)
        {
            FindInProcess(service, process, found);
        }

        foreach (var handler in service.Handlers)
        {
            FindInHandler(handler, found);
        }

        FindGivenUp(service, found);
    }

    private static void FindInProcess(ServiceView service, SeenProcess process, List<Concern> found)
    {
        var report = process.Report;
        if (process.IsGone)
        {
            return;
        }

        foreach (var (what, why) in report.Faults)
        {
            found.Add(new Concern(
                ConcernWeight.Wrong,
                service.Name,
                $"{report.Instance}: {(what.Length == 0 ? "" : what + ": ")}{why}",
                ConcernPlace.Service));
        }

        if (report.JournalDropped > 0)
        {
            found.Add(new Concern(
                ConcernWeight.Odd,
                service.Name,
                $"{report.Instance} left {Wording.Count(report.JournalDropped)} entries out of the journal: the broker was slow.",
                ConcernPlace.Service));
        }
    }

    private static void FindInHandler(HandlerView handler, List<Concern> found)
    {
        void Add(ConcernWeight weight, string text) =>
            found.Add(new Concern(weight, handler.Service, text, ConcernPlace.Service, handler.JobName));

        if (handler.IsMissing)
        {
            Add(ConcernWeight.Wrong, $"The broker has no queue {handler.Queue}.");
        }
        else if (handler is { Consumers: 0, IsPaused: false, First.IsBroadcast: false })
        {
            Add(ConcernWeight.Wrong, handler.Ready is > 0 and var ready
                ? $"Nobody consumes {handler.Queue}; {Wording.Jobs(ready)} wait."
                : $"Nobody consumes {handler.Queue}.");
        }

        foreach (var group in handler.Processes.Where(one => !one.Process.IsGone)
            .SelectMany(one => one.Report.Pauses.Select(pause => (one, pause)))
            .GroupBy(one => one.pause.Reason))
        {
            var (count, since) = (group.Select(one => one.one.Instance).Distinct().Count(), group.Min(one => one.pause.Since));
            var where = count == handler.Processes.Count ? "" : $" in {count} of {handler.Processes.Count} processes";
            Add(ConcernWeight.Wrong, $"Paused{where} for {Wording.Span(Whole(handler.Snapshot.At - since))}: {group.Key}");
        }

        foreach (var trouble in handler.Processes.Select(one => one.Report.Trouble).OfType<string>().Distinct())
        {
            Add(ConcernWeight.Wrong, $"Its jobs do not start: {trouble}");
        }
    }

    private static void FindGivenUp(ServiceView service, List<Concern> found)
    {
        foreach (var handler in service.Handlers)
        {
            Tell(handler, handler.Dead, handler.DeadTrack, "dead", ConcernPlace.Dead, found);
            Tell(handler, handler.Invalid, handler.InvalidTrack, "invalid", ConcernPlace.Invalid, found);
        }
    }

    private static void Tell(HandlerView handler, long? count, QueueTrack track, string word, ConcernPlace place, List<Concern> found)
    {
        if (count is not > 0)
        {
            return;
        }

        var grew = track.Growth;
        var text = grew > 0
            ? $"{Wording.Jobs(count.Value)} {word}, {Wording.Count(grew)} of them "
                + $"in the last {Wording.Span(Whole(track.Points[^1].At - track.Points[0].At))}."
            : $"{Wording.Jobs(count.Value)} {word}.";
        found.Add(new Concern(grew > 0 ? ConcernWeight.Wrong : ConcernWeight.Odd, handler.Service, text, place, handler.JobName));
    }

    private static TimeSpan Whole(TimeSpan span) => TimeSpan.FromSeconds(Math.Max(0, Math.Floor(span.TotalSeconds)));
}
