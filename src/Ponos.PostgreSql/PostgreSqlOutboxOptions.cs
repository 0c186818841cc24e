using Npgsql;

namespace Ponos;

/// <summary>How a service keeps jobs in PostgreSQL and sends them on.</summary>
public sealed class PostgreSqlOutboxOptions
{
    /// <summary>
    /// Where the relay connects to. It needs one connection of the pool all the time, which listens, and up to three more while
    /// there is something to do.
    /// </summary>
    /// <value>
    /// Default: <see langword="null"/>, which is <see cref="ConnectionString"/>, or else the
    /// <see cref="NpgsqlDataSource"/> among the host's services.
    /// </value>
    public NpgsqlDataSource? DataSource { get; set; }

    /// <summary>The database, in Npgsql's words. Without effect where <see cref="DataSource"/> is set.</summary>
    /// <value>Default: <see langword="null"/>.</value>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// The schema that the tables are in: lower-case letters, digits and '_', beginning with a letter, at most 40. Services may share it.
    /// </summary>
    /// <value>Default: <c>ponos</c>.</value>
    public string Schema { get; set; } = PonosTables.DefaultSchema;

    /// <summary>
    /// Whether the start makes the tables and brings them up to date, which needs the right to create them. Otherwise run
    /// <see cref="PonosTables.Script"/> or <see cref="PonosTables.EnsurePonosTablesAsync"/> before.
    /// </summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool EnsureTables { get; set; } = true;

    /// <summary>
    /// Whether this process sends what is in the outbox. One that does not tells the others by NOTIFY with each commit; commits
    /// that notify go one after another in PostgreSQL.
    /// </summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Relay { get; set; } = true;

    /// <summary>
    /// Whether the server keeps the plans of what the outbox and the inbox run again and again (prepared statements). Behind a
    /// pooler that shares connections by transaction, such as PgBouncer, they are not kept in any case, as far as it can be told.
    /// </summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool PrepareStatements { get; set; } = true;

    /// <summary>How often the relay looks for what no signal told it of. From 100 ms to 1 h.</summary>
    /// <value>Default: 5 s.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many jobs one round of the relay takes at most. From 1 to 10 000.</summary>
    /// <value>Default: 500.</value>
    public int BatchSize { get; set; } = 500;

    /// <summary>
    /// How long the relay tries a job that finds no queue or exchange before it parks it: the service that declares it may be
    /// starting. From zero to 1 day. What can never be sent is parked at once; what a broker that is away or full does not take, never.
    /// </summary>
    /// <value>Default: 1 min.</value>
    public TimeSpan ParkAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the inbox remembers a job. From 1 min to 10 years.</summary>
    /// <value>Default: 7 days.</value>
    public TimeSpan InboxRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Refuses what is out of its range.</summary>
    internal void Check(string service)
    {
        _ = new PostgreSql.Tables.TableNames(Schema);
        Check(nameof(PollInterval), PollInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), service);
        Check(nameof(BatchSize), BatchSize, 1, 10_000, service);
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
