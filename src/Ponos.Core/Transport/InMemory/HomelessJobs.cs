namespace Ponos.Transport.InMemory;

/// <summary>Due and dead jobs whose address is not declared. They wait for it, as RabbitMQ's at-least-once dead-lettering does.</summary>
internal sealed class HomelessJobs
{
    private readonly Lock _lock = new();
    private readonly Dictionary<JobAddress, List<HeldJob>> _jobs = [];

    public void Add(HeldJob job)
    {
        lock (_lock)
        {
            if (!_jobs.TryGetValue(job.Job.Address, out var jobs))
            {
                _jobs[job.Job.Address] = jobs = [];
            }

            jobs.Add(job);
        }
    }

    /// <summary>The jobs of an address, oldest first, no longer kept here.</summary>
    public IReadOnlyList<HeldJob> Take(JobAddress address)
    {
        lock (_lock)
        {
            return _jobs.Remove(address, out var jobs) ? jobs : [];
        }
    }
}
