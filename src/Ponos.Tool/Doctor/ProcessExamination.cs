using Ponos.Control;
using Ponos.Tool.Services;

namespace Ponos.Tool.Doctor;

/// <summary>What the processes that answer say, and what does not fit together.</summary>
internal static class ProcessExamination
{
    /// <summary>How long the broker waits for the acknowledgement of a job unless it is told otherwise.</summary>
    private static readonly TimeSpan AcknowledgementTimeout = TimeSpan.FromMinutes(30);

    /// <summary>A clock that is so far off makes times to begin by, and schedules, wrong.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Finding>> RunAsync(
        Session session, IReadOnlyList<ProcessReport> processes, CancellationToken cancellationToken)
    {
        if (processes.Count == 0)
        {
            return [Finding.Note("services", "No process answered. One with Ponos:Control = Off says nothing.")];
        }

        var queues = await HandledQueue.AllAsync(session, processes, cancellationToken);
        return
        [
            Finding.Fine(
                "services",
                $"{processes.Count} processes of {processes.Select(process => process.Service).Distinct().Count()} services answer."),
            .. processes.SelectMany(OfProcess),
            .. processes.Select(process => OfClock(process, session.Time.GetUtcNow())).OfType<Finding>(),
            .. processes.GroupBy(process => process.Service).SelectMany(OfContracts),
            .. queues.SelectMany(OfQueue),
            .. processes.SelectMany(process => process.Handlers.Select(handler => (process.Service, Handler: handler)))
                .DistinctBy(one => (one.Service, one.Handler.JobName))
                .Select(one => OfTimeout(one.Service, one.Handler, session.Broker.Identity.Version))
                .OfType<Finding>(),
        ];
    }

    private static IEnumerable<Finding> OfProcess(ProcessReport process)
    {
        foreach (var trouble in Troubles.Of(process))
        {
            yield return Finding.Bad(
                $"{process.Service} {process.Instance}", trouble, "Its log says more; 'ponos services' shows whether it lasts.");
        }

        if (process.JournalDropped > 0)
        {
            yield return Finding.Note(
                $"{process.Service} {process.Instance}",
                $"{process.JournalDropped} entries of the journal were left out because the broker was slow.");
        }
    }

    private static Finding? OfClock(ProcessReport process, DateTimeOffset now)
    {
        var off = (process.At - now).Duration();
        return off > ClockSkew
            ? Finding.Bad(
                $"{process.Service} {process.Instance}",
                $"Its clock is {Wording.Seconds(off.TotalSeconds)} off this computer's.",
                "Let both computers keep their time by the network (chrony, systemd-timesyncd).")
            : null;
    }

    /// <summary>Processes of one service differ while a new version is rolled out; for longer, one was forgotten.</summary>
    private static IEnumerable<Finding> OfContracts(IGrouping<string, ProcessReport> service) => service
        .SelectMany(process => process.Contracts.Select(contract => (process.Version, Contract: contract)))
        .GroupBy(one => (one.Contract.Kind, one.Contract.Name))
        .Where(same => same.Select(one => one.Contract.Hash).Distinct().Count() > 1)
        .Select(same => Finding.Note(
            service.Key,
            $"Its processes do not enforce one contract for '{same.Key.Name}': "
                + $"{string.Join(", ", same.Select(one => $"{one.Contract.Hash} in version {one.Version}").Distinct())}.",
            "Well while a new version is rolled out. Otherwise one process was forgotten."));

    private static IEnumerable<Finding> OfQueue(HandledQueue queue)
    {
        if (queue is { Ready: > 0, Consumers: 0 })
        {
            yield return Finding.Bad(
                queue.Queue,
                $"{queue.Ready} jobs wait and nobody consumes it.",
                "Look whether its handler is paused or its process in trouble: ponos services");
        }

        if (queue.Dead > 0)
        {
            yield return Finding.Note(queue.Queue, $"{queue.Dead} dead jobs.", $"ponos dead group {queue.Service} {queue.JobName}");
        }

        if (queue.Invalid > 0)
        {
            yield return Finding.Note(
                queue.Queue, $"{queue.Invalid} invalid jobs.", $"ponos dead group {queue.Service} {queue.JobName} --invalid");
        }
    }

    private static Finding? OfTimeout(string service, HandlerReport handler, Version? version)
    {
        // From RabbitMQ 4.3 on a consumer says itself how long it may take.
        if (version is { Major: > 4 } or { Major: 4, Minor: >= 3 })
        {
            return null;
        }

        return handler.AttemptTimeout is null || handler.AttemptTimeout > AcknowledgementTimeout
            ? Finding.Note(
                $"{service} {handler.JobName}",
                $"An attempt may run {(handler.AttemptTimeout is { } limit ? $"for {DurationText.Write(limit)}" : "for ever")}, "
                    + "and the broker takes a job back after 30 minutes unless its consumer_timeout says otherwise.",
                "Set a shorter timeout, or raise consumer_timeout in rabbitmq.conf.")
            : null;
    }
}
