namespace Ponos.Contracts;

/// <summary>What a service is, by its registration alone: the jobs that it sends and receives, with their contracts.</summary>
public sealed class ServiceDescription
{
    internal ServiceDescription(string name, IReadOnlyList<JobDescription> jobs, string delayPrefix) =>
        (Name, Jobs, DelayPrefix) = (name, jobs, delayPrefix);

    /// <summary>The service's name.</summary>
    public string Name { get; }

    /// <summary>Every job that it has a contract for.</summary>
    public IReadOnlyList<JobDescription> Jobs { get; }

    /// <summary>What the names of the levels begin with on which its delayed jobs wait (<c>Ponos:DelayPrefix</c>).</summary>
    public string DelayPrefix { get; }
}
