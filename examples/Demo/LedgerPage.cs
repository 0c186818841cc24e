using Ponos;

namespace Examples.Demo;

/// <summary>What was seen of all jobs up to a moment.</summary>
internal sealed record LedgerPage(IReadOnlyList<LedgerLine> Jobs, IReadOnlyList<Sighting> Sightings)
{
    public LedgerLine? Find(string name) => Jobs.FirstOrDefault(line => line.Name == name);

    public bool Has(Fate fate, string job) => Sightings.Any(sighting => sighting.Fate == fate && sighting.Job == job);
}

/// <summary>What became of all jobs of one name.</summary>
internal sealed record LedgerLine(
    JobKind Kind, string Name, string Services, long Published, long Missed, long Succeeded, long Retried, long Dead, long Invalid);

/// <summary>One job that did not simply succeed.</summary>
internal sealed record Sighting(TimeSpan At, Fate Fate, string Service, string Job, string What);

/// <summary>What can become of a job, besides simply to succeed.</summary>
internal enum Fate
{
    /// <summary>It failed and then succeeded.</summary>
    Retried,

    /// <summary>It lies in its dead queue.</summary>
    Dead,

    /// <summary>It lies in its invalid queue.</summary>
    Invalid,

    /// <summary>It was never sent: its publisher refused it.</summary>
    Refused,
}
