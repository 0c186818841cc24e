using Npgsql;
using NpgsqlTypes;
using Ponos.Outboxes;
using Ponos.PostgreSql.Statements;
using Ponos.PostgreSql.Tables;

namespace Ponos.PostgreSql.Relay;

/// <summary>
/// Hands jobs out to a relay. A round is one transaction: it takes lanes that no other relay has, and reads the first jobs of each.
/// </summary>
internal sealed class RelayStore(
    NpgsqlDataSource dataSource, TableNames names, KeptStatements statements, string service, int batchSize, bool ensureTables)
    : IRelayStore
{
    /// <summary>How many lanes one round takes at most: others are left for other relays.</summary>
    private const int LanesOfRound = TableNames.LanesOfService / 2;

    /// <summary>About how many bytes of bodies one round reads; a lane's first job is read whatever its size.</summary>
    private const long BytesOfRound = 32 * 1024 * 1024;

    /// <summary>
    /// A round's settings. A process that is frozen in the middle of one gives its lanes back after the time that it may idle; a round
    /// takes less. What was sent is deleted without waiting for the disk: where a crash of the server brings it back, it is sent again
    /// under its id. And plans are kept, so they must be right for an empty table and for a million jobs: where statistics know of no
    /// rows, every way to them costs the same. Each statement is written so that one way is left, the index that has the jobs of a
    /// lane in order. That is why a lane is a range of one: to the planner an order by lane and id is then not one by id alone,
    /// which the primary key has too.
    /// </summary>
    private const string Settings = """
        SELECT set_config('idle_in_transaction_session_timeout', '30s', true), set_config('synchronous_commit', 'off', true),
          set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
          set_config('enable_bitmapscan', 'off', true)
        """;

    /// <summary>
    /// A lane is locked, and not its jobs: they are then read in a statement of their own, behind whoever had the lane before.
    /// </summary>
    private readonly string _takeLanes = $"""
        SELECT l.lane FROM {names.Lanes} l
        WHERE l.service = $1 AND (
          SELECT true FROM {names.Outbox} o
          WHERE o.service = $1 AND o.lane = l.lane AND o.parked_at IS NULL AND o.destination <> ALL($2) LIMIT 1)
        ORDER BY (l.lane + $3) % {TableNames.LanesOfService} LIMIT $4 FOR UPDATE OF l SKIP LOCKED
        """;

    private readonly string _read = $"""
        SELECT o.id, o.order_key, o.name, o.destination, o.properties, o.body, extract(epoch FROM clock_timestamp() - o.created_at)::float8,
          (SELECT p.id FROM {names.Outbox} p WHERE p.id = o.after_id AND p.parked_at IS NULL AND p.destination <> ALL($3))
        FROM unnest($2::smallint[]) AS l(lane) CROSS JOIN LATERAL (
          SELECT n.*, sum(octet_length(n.body)) OVER (ORDER BY n.lane, n.id) - octet_length(n.body) AS bytes_before FROM (
            SELECT * FROM {names.Outbox} i
            WHERE i.service = $1 AND i.lane >= l.lane AND i.lane <= l.lane AND i.parked_at IS NULL AND i.destination <> ALL($3)
            ORDER BY i.lane, i.id LIMIT $4) n) o
        WHERE o.bytes_before < $5
        ORDER BY o.id
        """;

    private readonly string _delete = $"DELETE FROM {names.Outbox} WHERE id = ANY($1)";
    private readonly string _park = $"UPDATE {names.Outbox} SET parked_at = clock_timestamp(), reason = $2 WHERE id = $1";

    private readonly string _state = $"""
        SELECT (SELECT count(*) FROM {names.Outbox} WHERE service = $1 AND parked_at IS NOT NULL),
          (SELECT reason FROM {names.Outbox} WHERE service = $1 AND parked_at IS NOT NULL ORDER BY id DESC LIMIT 1),
          coalesce((
            SELECT extract(epoch FROM clock_timestamp() - min(h.created_at))::float8 FROM {names.Lanes} l CROSS JOIN LATERAL (
              SELECT o.created_at FROM {names.Outbox} o
              WHERE o.service = $1 AND o.lane >= l.lane AND o.lane <= l.lane AND o.parked_at IS NULL
              ORDER BY o.lane, o.id LIMIT 1) h
            WHERE l.service = $1), 0)
        """;

    private int _lane;

    /// <summary>Makes the tables where that is wanted, and the service's lanes.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (ensureTables)
        {
            await TableVersions.EnsureAsync(dataSource, names, cancellationToken);
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (!ensureTables
            && await TableVersions.CurrentAsync(connection, names, cancellationToken) is var version
            && version < TableVersions.Newest)
        {
            throw new MissingTablesException(
                $"The tables in the schema '{names.Schema}' have version {version}, and {TableVersions.Newest} is needed. " +
                $"Run what PonosTables.Script(\"{names.Schema}\") returns, call EnsurePonosTablesAsync, or set EnsureTables.");
        }

        await using var lanes = new NpgsqlCommand(
            $"INSERT INTO {names.Lanes} (service, lane) SELECT $1, generate_series(0, "
                + $"{TableNames.LanesOfService - 1}) ON CONFLICT DO NOTHING",
            connection)
        {
            Parameters = { Text(service) },
        };
        await lanes.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IRelayRound?> BeginAsync(string[] refused, bool one, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var lanes = await TakeLanesAsync(transaction, refused, one ? 1 : batchSize);
            if (lanes.Length == 0)
            {
                await connection.DisposeAsync();
                return null;
            }

            _lane = (lanes[^1] + 1) % TableNames.LanesOfService;
            var rows = await ReadAsync(transaction, lanes, refused, one ? 1 : Math.Max(1, batchSize / lanes.Length));
            return new Round(connection, transaction, rows, statements, _delete, _park);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes lanes with jobs that no other relay has, for as long as the transaction lasts.</summary>
    /// <param name="transaction">The round's transaction.</param>
    /// <param name="refused">Destinations whose jobs are left alone.</param>
    /// <param name="most">How many at most; no more than half of all.</param>
    private async Task<short[]> TakeLanesAsync(NpgsqlTransaction transaction, string[] refused, int most)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Settings),
                new NpgsqlBatchCommand(_takeLanes)
                {
                    Parameters =
                    {
                        Text(service),
                        new NpgsqlParameter<string[]> { TypedValue = refused },
                        new NpgsqlParameter<int> { TypedValue = TableNames.LanesOfService - _lane },
                        new NpgsqlParameter<int> { TypedValue = Math.Min(most, LanesOfRound) },
                    },
                },
            },
        };
        await statements.PrepareAsync(batch, CancellationToken.None);
        await using var rows = await batch.ExecuteReaderAsync();
        _ = await rows.NextResultAsync();
        var lanes = new List<short>();
        while (await rows.ReadAsync())
        {
            lanes.Add(rows.GetInt16(0));
        }

        return [.. lanes];
    }

    /// <summary>Reads the first jobs of lanes that were taken, in order.</summary>
    private async Task<List<OutboxRow>> ReadAsync(NpgsqlTransaction transaction, short[] lanes, string[] refused, int ofEach)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(_read)
                {
                    Parameters =
                    {
                        Text(service),
                        new NpgsqlParameter<short[]> { TypedValue = lanes },
                        new NpgsqlParameter<string[]> { TypedValue = refused },
                        new NpgsqlParameter<int> { TypedValue = ofEach },
                        new NpgsqlParameter<long> { TypedValue = BytesOfRound / lanes.Length },
                    },
                },
            },
        };
        await statements.PrepareAsync(batch, CancellationToken.None);
        await using var rows = await batch.ExecuteReaderAsync();
        var read = new List<OutboxRow>();
        while (await rows.ReadAsync())
        {
            read.Add(new OutboxRow
            {
                Id = rows.GetInt64(0),
                OrderKey = await rows.IsDBNullAsync(1) ? null : rows.GetString(1),
                Name = rows.GetString(2),
                Destination = rows.GetString(3),
                Properties = rows.GetString(4),
                Body = await rows.GetFieldValueAsync<byte[]>(5),
                Age = TimeSpan.FromSeconds(rows.GetDouble(6)),
                After = await rows.IsDBNullAsync(7) ? null : rows.GetInt64(7),
            });
        }

        return read;
    }

    public async Task<RelayState.Backlog> LookAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(_state);
        command.Parameters.Add(Text(service));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        _ = await row.ReadAsync(cancellationToken);
        return new RelayState.Backlog(
            row.GetInt64(0),
            await row.IsDBNullAsync(1, cancellationToken) ? null : row.GetString(1),
            TimeSpan.FromSeconds(row.GetDouble(2)));
    }

    /// <summary>
    /// PostgreSQL itself looks once a minute, and a table that jobs pass through would grow by all that pass in that time. Where this
    /// user may not, it is left to PostgreSQL.
    /// </summary>
    public async Task<long> TidyAsync(CancellationToken cancellationToken)
    {
        await using var tidy = dataSource.CreateCommand($"VACUUM (SKIP_LOCKED, TRUNCATE false) {names.Outbox}");
        tidy.CommandTimeout = 0;
        await tidy.ExecuteNonQueryAsync(cancellationToken);
        await using var left = dataSource.CreateCommand("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = $1::regclass");
        left.Parameters.Add(Text(names.Outbox));
        return (long)(await left.ExecuteScalarAsync(cancellationToken))!;
    }

    public Task EndAsync() => Task.CompletedTask;

    private static NpgsqlParameter Text(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>One round's transaction.</summary>
    private sealed class Round(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        IReadOnlyList<OutboxRow> rows,
        KeptStatements statements,
        string delete,
        string park)
        : IRelayRound
    {
        public IReadOnlyList<OutboxRow> Rows => rows;

        public async Task SettleAsync(IReadOnlyList<long> sent, IReadOnlyList<(long Id, string Reason)> parked)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            if (sent.Count > 0)
            {
                batch.BatchCommands.Add(
                    new NpgsqlBatchCommand(delete) { Parameters = { new NpgsqlParameter<long[]> { TypedValue = [.. sent] } } });
            }

            foreach (var (id, reason) in parked)
            {
                batch.BatchCommands.Add(
                    new NpgsqlBatchCommand(park) { Parameters = { new NpgsqlParameter<long> { TypedValue = id }, Text(reason) } });
            }

            if (batch.BatchCommands.Count > 0)
            {
                await statements.PrepareAsync(batch, CancellationToken.None);
                await batch.ExecuteNonQueryAsync();
            }

            await transaction.CommitAsync();
        }

        /// <summary>What was not settled is rolled back with its connection.</summary>
        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
