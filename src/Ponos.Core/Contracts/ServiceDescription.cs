namespace Ponos.Contracts;

/// <summary>What a service is, by its registration alone: the jobs that it sends and receives, with their contracts.</summary>
public sealed class ServiceDescription
{
    internal ServiceDescription(string name, IReadOnlyList<JobDescription> jobs) => (Name, Jobs) = (name, jobs);

    /// <summary>The service's name.</summary>
    public string Name { get; }

    /// <summary>Every job that it has a contract for.</summary>
    public IReadOnlyList<JobDescription> Jobs { get; }
}
