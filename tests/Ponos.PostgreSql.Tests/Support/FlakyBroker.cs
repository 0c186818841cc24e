namespace Ponos.PostgreSql.Tests.Support;

/// <summary>
/// A broker for relays that takes what it likes: it fails as a real one does, by a fixed seed, and writes down what it took.
/// </summary>
internal sealed class FlakyBroker(int seed) : IPreparedJobs
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly List<PreparedJob> _taken = [];

    /// <summary>Of a hundred publishes: how many are taken though the relay does not learn of it, and how many are refused.</summary>
    public (int Unknown, int Rejected, int Unavailable) Failures { get; set; }

    /// <summary>Runs before each publish.</summary>
    public Func<PreparedJob, Task>? Before { get; set; }

    public IReadOnlyList<PreparedJob> Taken
    {
        get
        {
            lock (_lock)
            {
                return [.. _taken];
            }
        }
    }

    public async Task SendAsync(PreparedJob job, CancellationToken cancellationToken)
    {
        if (Before is { } before)
        {
            await before(job);
        }

        await Task.Yield();
        lock (_lock)
        {
            var (unknown, rejected, unavailable) = Failures;
            var dice = _random.Next(100);
            if (dice < unknown)
            {
                _taken.Add(job);
                throw new BrokerUnavailableException(job.Name, "the connection was lost", mayHaveBeenTaken: true);
            }

            if (dice < unknown + rejected)
            {
                throw new PublishRejectedException(job.Name, "the queue is full");
            }

            if (dice < unknown + rejected + unavailable)
            {
                throw new BrokerUnavailableException(job.Name, "no broker", mayHaveBeenTaken: false);
            }

            _taken.Add(job);
        }
    }
}
