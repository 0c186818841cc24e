namespace Ponos;

/// <summary>
/// How a service keeps jobs in a context's database and sends them on. On PostgreSQL the relay is that of
/// <c>UsePostgreSqlOutbox</c>, with options of its own; these are without effect there.
/// </summary>
public sealed class EntityFrameworkOutboxOptions
{
    /// <summary>How often the relay looks for what no commit in this process told it of. From 100 ms to 1 h.</summary>
    /// <value>Default: 5 s.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many jobs one round of the relay takes at most. From 1 to 1000.</summary>
    /// <value>Default: 100.</value>
    public int BatchSize { get; set; } = 100;

    /// <summary>How long the relay tries a job that finds no queue or exchange before it parks it. From zero to 1 day.</summary>
    /// <value>Default: 1 min.</value>
    public TimeSpan ParkAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the inbox remembers a job. From 1 min to 10 years.</summary>
    /// <value>Default: 7 days.</value>
    public TimeSpan InboxRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Refuses what is out of its range.</summary>
    internal void Check(string service)
    {
        Check(nameof(PollInterval), PollInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), service);
        Check(nameof(BatchSize), BatchSize, 1, 1000, service);
        Check(nameof(ParkAfter), ParkAfter, TimeSpan.Zero, TimeSpan.FromDays(1), service);
        Check(nameof(InboxRetention), InboxRetention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3653), service);
    }

    private static void Check<T>(string name, T value, T least, T most, string service)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} of the outbox of '{service}' is from {least} to {most}.");
        }
    }
}
