using Npgsql;
using NpgsqlTypes;
using Ponos.PostgreSql.Statements;
using Ponos.PostgreSql.Tables;

namespace Ponos.PostgreSql.Outbox;

/// <summary>What is done in transactions of the application's, and for whoever looks after parked jobs.</summary>
/// <param name="dataSource">The database.</param>
/// <param name="names">Its tables.</param>
/// <param name="statements">What keeps their plans.</param>
/// <param name="service">The service whose jobs they are.</param>
/// <param name="notifies">Whether a commit tells other processes.</param>
internal sealed class OutboxStore(NpgsqlDataSource dataSource, TableNames names, KeptStatements statements, string service, bool notifies)
{
    /// <summary>With a key its place is the trigger's to give, behind the key's lock.</summary>
    private readonly string _addInOrder = $"""
        INSERT INTO {names.Outbox} (service, name, destination, message_id, properties, body, order_key) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """;

    /// <summary>Without one it is what the trigger would give, which is not called for rows that have it.</summary>
    private readonly string _add = $"""
        INSERT INTO {names.Outbox} (service, name, destination, message_id, properties, body, lane, after_id)
        VALUES ($1, $2, $3, $4, $5, $6, {TableNames.LaneOfTransaction}, {names.BeforeInTransaction})
        RETURNING {names.NoteInTransaction("id")}
        """;

    private readonly string _remember =
        $"INSERT INTO {names.Inbox} (queue, message_id, service) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    /// <summary>Adds a job to a transaction.</summary>
    public async Task AddAsync(
        NpgsqlTransaction transaction, NpgsqlConnection connection, PreparedJob job, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        Add(batch, job);
        await statements.PrepareAsync(batch, cancellationToken).ConfigureAwait(false);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds to a batch what adds a job to its transaction.</summary>
    public void Add(NpgsqlBatch batch, PreparedJob job)
    {
        var add = new NpgsqlBatchCommand(job.OrderKey is null ? _add : _addInOrder)
        {
            Parameters =
            {
                Text(service),
                Text(job.Name),
                Text(job.Destination),
                Text(job.MessageId),
                Text(job.WriteProperties()),
                new() { Value = job.Body, NpgsqlDbType = NpgsqlDbType.Bytea },
            },
        };
        if (job.OrderKey is { } key)
        {
            add.Parameters.Add(Text(key));
        }

        batch.BatchCommands.Add(add);
        if (notifies)
        {
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand("SELECT pg_notify($1, $2)") { Parameters = { Text(names.Channel), Text(service) } });
        }
    }

    /// <summary>Whether a queue's handler has the job for the first time.</summary>
    public async Task<bool> RememberAsync(NpgsqlTransaction transaction, string queue, string key, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(ConnectionOf(transaction), transaction)
        {
            BatchCommands = { new NpgsqlBatchCommand(_remember) { Parameters = { Text(queue), Text(key), Text(service) } } },
        };
        await statements.PrepareAsync(batch, cancellationToken).ConfigureAwait(false);
        return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    public async Task<IReadOnlyList<ParkedJob>> ListParkedAsync(int take, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, 1000);
        await using var command = dataSource.CreateCommand(
            "SELECT id, name, destination, message_id, reason, parked_at, "
            + $"body FROM {names.Outbox} WHERE service = $1 AND parked_at IS NOT NULL ORDER BY id LIMIT $2");
        command.Parameters.Add(Text(service));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = take });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var jobs = new List<ParkedJob>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            jobs.Add(new ParkedJob
            {
                Id = rows.GetInt64(0),
                Name = rows.GetString(1),
                Destination = rows.GetString(2),
                MessageId = rows.GetString(3),
                Reason = await rows.IsDBNullAsync(4, cancellationToken).ConfigureAwait(false) ? "" : rows.GetString(4),
                ParkedAt = await rows.GetFieldValueAsync<DateTimeOffset>(5, cancellationToken).ConfigureAwait(false),
                Body = await rows.GetFieldValueAsync<byte[]>(6, cancellationToken).ConfigureAwait(false),
            });
        }

        return jobs;
    }

    /// <summary>Its time begins anew, or it would be parked again at the first look.</summary>
    public Task<int> RetryParkedAsync(IReadOnlyCollection<long>? ids, CancellationToken cancellationToken) => ChangeParkedAsync(
        $"UPDATE {names.Outbox} SET parked_at = NULL, reason = NULL, "
            + "created_at = clock_timestamp() WHERE service = $1 AND parked_at IS NOT NULL",
        ids,
        cancellationToken);

    public Task<int> DropParkedAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        ChangeParkedAsync($"DELETE FROM {names.Outbox} WHERE service = $1 AND parked_at IS NOT NULL", ids, cancellationToken);

    public static NpgsqlConnection ConnectionOf(NpgsqlTransaction transaction)
    {
        try
        {
            return transaction.Connection ?? throw new InvalidOperationException("it has no connection");
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException)
        {
            throw new InvalidOperationException(
                "The transaction has ended, so nothing can be part of it any more. Publish before its commit.", exception);
        }
    }

    private async Task<int> ChangeParkedAsync(string change, IReadOnlyCollection<long>? ids, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ids is null ? change : change + " AND id = ANY($2)");
        command.Parameters.Add(Text(service));
        if (ids is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. ids] });
        }

        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlParameter Text(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text };
}
