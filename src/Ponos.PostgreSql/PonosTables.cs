using Npgsql;
using Ponos.PostgreSql.Tables;

namespace Ponos;

/// <summary>
/// The tables of outbox and inbox. Services of one database may share them. A version only adds to the one before it, so that
/// services of the earlier version go on while others are updated.
/// </summary>
public static class PonosTables
{
    /// <summary>The schema where none is said.</summary>
    public const string DefaultSchema = "ponos";

    /// <summary>The version of the tables that this package makes.</summary>
    public static int Version => TableVersions.Newest;

    /// <summary>What makes the tables, for whoever runs it elsewhere. Running it again changes nothing.</summary>
    /// <param name="schema">The schema, which is made where it is missing.</param>
    /// <returns>SQL: one statement, which can be part of a transaction, such as a migration's.</returns>
    /// <exception cref="ArgumentException">It is no name for a schema.</exception>
    public static string Script(string schema = DefaultSchema) => TableVersions.Script(new TableNames(schema));

    /// <summary>Makes the tables where they are missing, and brings them up to date. Any number of processes may do so at a time.</summary>
    /// <param name="dataSource">The database, as a user who may create schemas and tables.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when they stand.</returns>
    /// <exception cref="ArgumentException">It is no name for a schema.</exception>
    /// <exception cref="PostgresException">The user may not create them.</exception>
    public static Task EnsurePonosTablesAsync(
        this NpgsqlDataSource dataSource, string schema = DefaultSchema, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return TableVersions.EnsureAsync(dataSource, new TableNames(schema), cancellationToken);
    }
}
