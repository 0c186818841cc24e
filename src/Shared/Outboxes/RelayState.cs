namespace Ponos.Outboxes;

/// <summary>What is known of one relay, for health and measurements.</summary>
internal sealed class RelayState(TimeProvider time)
{
    private Trouble? _database;
    private Trouble? _broker;
    private volatile Backlog _backlog = new(0, null, TimeSpan.Zero);

    /// <summary>Why nothing can be read; <see langword="null"/> while it can.</summary>
    public Trouble? Database => Volatile.Read(ref _database);

    /// <summary>Why nothing can be sent; <see langword="null"/> while it can.</summary>
    public Trouble? Broker => Volatile.Read(ref _broker);

    /// <summary>What was there at the last look.</summary>
    public Backlog Known
    {
        get => _backlog;
        set => _backlog = value;
    }

    /// <summary>The database did not answer, or answers again.</summary>
    /// <returns>Whether that is new.</returns>
    public bool SetDatabase(string? reason) => Set(ref _database, reason);

    /// <summary>The broker took nothing, or does again.</summary>
    /// <returns>Whether that is new.</returns>
    public bool SetBroker(string? reason) => Set(ref _broker, reason);

    private bool Set(ref Trouble? trouble, string? reason)
    {
        var known = Volatile.Read(ref trouble);
        Volatile.Write(ref trouble, reason is null ? null : new Trouble(known?.Since ?? time.GetUtcNow(), reason));
        return known is null != reason is null;
    }

    /// <summary>What is wrong.</summary>
    internal sealed record Trouble(DateTimeOffset Since, string Reason);

    /// <summary>Parked jobs, the latest one's reason, and how long the oldest job has waited.</summary>
    internal sealed record Backlog(long Parked, string? Reason, TimeSpan Age);
}
