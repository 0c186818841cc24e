namespace Ponos.Topology;

/// <summary>
/// Looks over every name that is planned in a process before anything is declared: no queue has two owners, none is the
/// broker's, and each fits into AMQP. Pure.
/// </summary>
internal sealed class NameCheck
{
    // A broadcast queue ends with a dot and a unique id; on RabbitMQ, from its second connection on, with a dot
    // and that one's number as well.
    private const int BroadcastSuffix = 33 + 11;

    private readonly Dictionary<string, (PlannedJob Job, string Holds)> _owners = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    /// <summary>What is wrong, each with its remedy.</summary>
    /// <param name="jobs">
    /// The tasks and listened-to events of all services of the process. One that is handled comes
    /// before the same that is published.
    /// </param>
    /// <param name="events">The names and patterns of the events that are published.</param>
    public static IReadOnlyList<string> Faults(IEnumerable<PlannedJob> jobs, IEnumerable<string> events)
    {
        var check = new NameCheck();
        foreach (var same in jobs.GroupBy(job => (job.Kind, job.Service, job.Name)))
        {
            check.Add(same.First());
        }

        foreach (var name in events.Distinct(StringComparer.Ordinal).Where(QueueNames.IsReservedEvent))
        {
            check._faults.Add($"The event '{name}' cannot have this name; choose {QueueNames.ReservedRule}.");
        }

        return check._faults;
    }

    private void Add(PlannedJob job)
    {
        var queue = QueueNames.Jobs(job.Service, job.Name);
        foreach (var (suffix, holds) in QueueNames.Companions.Prepend(("", "jobs")))
        {
            if (!TryOwn(queue + suffix, job, holds))
            {
                break;
            }
        }

        var longest = queue.Length
            + Math.Max(job.Broadcast ? BroadcastSuffix : 0, QueueNames.Companions.Max(companion => companion.Suffix.Length));
        if (longest > QueueNames.MaxLength)
        {
            _faults.Add(
                $"The names of the queues of {job} would have up to {longest} characters, and the broker takes {QueueNames.MaxLength}; "
                + "give the service or the job a shorter name.");
        }
    }

    private bool TryOwn(string queue, PlannedJob job, string holds)
    {
        if (_owners.TryAdd(queue, (job, holds)))
        {
            return true;
        }

        var (owner, held) = _owners[queue];
        _faults.Add(
            $"The queue '{queue}' would have two owners: the {held} of {owner}, and the {holds} of {job}. "
            + "They would take each other's jobs; give one of them another name.");
        return false;
    }
}
