namespace Ponos.Outboxes;

/// <summary>What a relay asks of the database that an outbox is in.</summary>
internal interface IRelayStore
{
    /// <summary>Makes what is missing, as far as that is wanted.</summary>
    /// <exception cref="MissingTablesException">Something is missing that it does not make.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Takes jobs that no other relay has: of each order they are a beginning.</summary>
    /// <param name="refused">Destinations whose jobs are left alone.</param>
    /// <param name="one">Whether a single job is enough.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The round; <see langword="null"/> where there is nothing, or others have it.</returns>
    Task<IRelayRound?> BeginAsync(string[] refused, bool one, CancellationToken cancellationToken);

    /// <summary>What there is.</summary>
    Task<RelayState.Backlog> LookAsync(CancellationToken cancellationToken);

    /// <summary>Makes room for new jobs where old ones stood.</summary>
    /// <returns>About how many jobs there are: the more, the more it costs to look through them.</returns>
    Task<long> TidyAsync(CancellationToken cancellationToken);

    /// <summary>The relay ends: others need not wait for it.</summary>
    Task EndAsync();
}

/// <summary>Jobs that are this relay's until the round ends.</summary>
internal interface IRelayRound : IAsyncDisposable
{
    /// <summary>The jobs, in order.</summary>
    IReadOnlyList<OutboxRow> Rows { get; }

    /// <summary>Deletes what was sent, parks what cannot be, and gives back the rest.</summary>
    Task SettleAsync(IReadOnlyList<long> sent, IReadOnlyList<(long Id, string Reason)> parked);
}
