namespace Ponos.Commands.Preflight;

/// <summary>Jobs that would be refused for the same reason.</summary>
/// <param name="Pointer">Where in the job; empty for the job itself.</param>
/// <param name="Keyword">The keyword that is broken.</param>
/// <param name="Publisher">The service that published them, where it said.</param>
/// <param name="PublisherContract">The hash of the schema that it enforced, where it said.</param>
internal sealed record RefusalGroup(string Pointer, string Keyword, string? Publisher, string? PublisherContract);

/// <summary>What waits at one place for one handler, against this build's schema.</summary>
internal sealed class PlaceReport(string service, JobKind kind, string jobName, string contractHash, JobPlace place, string queue)
{
    private readonly Dictionary<RefusalGroup, int> _refusals = [];

    public string Service => service;

    public JobKind Kind => kind;

    public string JobName => jobName;

    public string ContractHash => contractHash;

    public JobPlace Place => place;

    /// <summary>The queue that they wait in; for delayed ones the one that they are for.</summary>
    public string Queue => queue;

    /// <summary>How many wait there; unknown for delayed ones.</summary>
    public long? Waiting { get; set; }

    public int Read { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Why they could not be read; <see langword="null"/> where they could.</summary>
    public string? Trouble { get; set; }

    /// <summary>The reasons, most jobs first.</summary>
    public IEnumerable<(RefusalGroup Group, int Count)> Refusals =>
        _refusals.OrderByDescending(entry => entry.Value)
            .ThenBy(entry => entry.Key.Pointer, StringComparer.Ordinal)
            .Select(entry => (entry.Key, entry.Value));

    /// <summary>Whether jobs would be refused that would run if it were not for this build.</summary>
    public bool IsToDo => Refused > 0 && place is JobPlace.Ready or JobPlace.Delayed or JobPlace.Suspect;

    public void Add(WaitingJob job, IReadOnlyList<ContractViolation> violations)
    {
        Read++;
        if (violations.Count == 0)
        {
            return;
        }

        Refused++;
        foreach (var group in violations
            .Select(violation => new RefusalGroup(violation.Pointer, violation.Keyword, job.PublishedBy, job.PublisherContract))
            .Distinct())
        {
            _refusals[group] = _refusals.GetValueOrDefault(group) + 1;
        }
    }
}
