using System.Collections.Concurrent;
using Npgsql;

namespace Ponos.PostgreSql.Statements;

/// <summary>
/// Has the server keep the plans of statements that are run again and again, for to read and plan one costs more than to run it.
/// Not behind a pooler that shares its connections (PgBouncer by transaction): there the next transaction may meet a server process
/// that knows nothing of them, and would fail.
/// </summary>
/// <param name="isWanted">Whether it is to; otherwise each statement is planned anew.</param>
internal sealed class KeptStatements(bool isWanted)
{
    private readonly ConcurrentDictionary<string, bool> _isDirect = new(StringComparer.Ordinal);

    /// <summary>
    /// Prepares what a batch runs, where its connection keeps it. The first use of a connection costs a trip to the server.
    /// </summary>
    public async ValueTask PrepareAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        if (isWanted && await IsDirectAsync(batch.Connection!, batch.Transaction!, cancellationToken).ConfigureAwait(false))
        {
            await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Asked once for each connection string: a pooler names itself when one connects, and not the process that then answers.
    /// </summary>
    private async ValueTask<bool> IsDirectAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var text = connection.ConnectionString;
        if (_isDirect.TryGetValue(text, out var known))
        {
            return known;
        }

        var isDirect = false;
        if (!new NpgsqlConnectionStringBuilder(text).Multiplexing)
        {
            await using var ask = new NpgsqlCommand("SELECT pg_backend_pid()", connection, transaction);
            isDirect = await ask.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is int process
                && process == connection.ProcessID;
        }

        return _isDirect[text] = isDirect;
    }
}
