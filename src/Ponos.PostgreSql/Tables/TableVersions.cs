using System.Globalization;
using System.Text;
using Npgsql;

namespace Ponos.PostgreSql.Tables;

/// <summary>
/// The versions of the tables, each with what it adds to the one before. What a version made is never taken away: processes of
/// the version before are still at work while the tables are brought up to date.
/// </summary>
internal static class TableVersions
{
    /// <summary>
    /// Outbox and inbox. A job's place in its order is its id. It is in a lane, which one relay has at a time: so the order holds
    /// with many relays, and they need no lock on any job. Its lane is that of its order key or else of its transaction. The trigger
    /// gives it both, whoever inserts it. Numbers are given before commits: whoever has a key's lock has its last number, and
    /// commits before the next is given. The transaction itself keeps the number of its last job, so that a savepoint that is rolled
    /// back takes it along.
    /// </summary>
    private static string First(TableNames names) => $"""
        CREATE TABLE {names.Outbox} (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          service text NOT NULL,
          lane smallint NOT NULL,
          after_id bigint,
          order_key text,
          name text NOT NULL,
          destination text NOT NULL,
          message_id text NOT NULL,
          properties text NOT NULL,
          body bytea NOT NULL,
          created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          parked_at timestamptz,
          reason text
        ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
        CREATE INDEX outbox_waiting ON {names.Outbox} (service, lane, id) WHERE parked_at IS NULL;
        CREATE INDEX outbox_parked ON {names.Outbox} (service, id) WHERE parked_at IS NOT NULL;
        CREATE FUNCTION {names.Place}() RETURNS trigger LANGUAGE plpgsql AS $place$
        DECLARE
          hash bigint;
          noted text;
        BEGIN
          IF NEW.order_key IS NULL THEN
            NEW.lane := {TableNames.LaneOfTransaction};
          ELSE
            hash := hashtextextended(NEW.service || E'\n' || NEW.order_key, {names.LockKey("order")});
            PERFORM pg_advisory_xact_lock(hash);
            NEW.lane := hash & {TableNames.LanesOfService - 1};
            NEW.id := nextval(TG_ARGV[0]::regclass);
          END IF;
          NEW.after_id := {names.BeforeInTransaction};
          noted := {names.NoteInTransaction("NEW.id")};
          RETURN NEW;
        END
        $place$;
        CREATE TRIGGER place_job BEFORE INSERT ON {names.Outbox}
          FOR EACH ROW WHEN (NEW.lane IS NULL) EXECUTE FUNCTION {names.Place}('{names.Schema}.outbox_id_seq');
        CREATE TABLE {names.Lanes} (
          service text NOT NULL,
          lane smallint NOT NULL,
          PRIMARY KEY (service, lane)
        );
        CREATE TABLE {names.Inbox} (
          queue text NOT NULL,
          message_id text NOT NULL,
          service text NOT NULL,
          handled_at timestamptz NOT NULL DEFAULT now(),
          PRIMARY KEY (queue, message_id)
        );
        CREATE INDEX inbox_handled_at ON {names.Inbox} (service, handled_at);
        """;

    /// <summary>What each version adds, the first one first.</summary>
    public static IReadOnlyList<Func<TableNames, string>> All { get; } = [First];

    public static int Newest => All.Count;

    public static string Script(TableNames names) => Script(names, All);

    public static Task EnsureAsync(NpgsqlDataSource dataSource, TableNames names, CancellationToken cancellationToken) =>
        EnsureAsync(dataSource, names, All, cancellationToken);

    /// <summary>
    /// Runs those versions that are missing. Tables of a later version are left as they are, for they hold all that this one needs.
    /// </summary>
    public static async Task EnsureAsync(
        NpgsqlDataSource dataSource,
        TableNames names,
        IReadOnlyList<Func<TableNames, string>> versions,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        // Asked first: most starts have nothing to do, and need no right to do it.
        if (await CurrentAsync(connection, names, cancellationToken) >= versions.Count)
        {
            return;
        }

        await using var command = new NpgsqlCommand(Script(names, versions), connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The version that the tables have; 0 where there are none.</summary>
    public static async Task<int> CurrentAsync(NpgsqlConnection connection, TableNames names, CancellationToken cancellationToken)
    {
        await using var known = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection)
        {
            Parameters = { new() { Value = names.Versions } },
        };
        if (await known.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return 0;
        }

        await using var newest = new NpgsqlCommand($"SELECT coalesce(max(version), 0) FROM {names.Versions}", connection);
        return (int)(await newest.ExecuteScalarAsync(cancellationToken))!;
    }

    private static string Script(TableNames names, IReadOnlyList<Func<TableNames, string>> versions)
    {
        // One statement, so that it is one transaction wherever it is run, also within another. And one at a time, for IF NOT EXISTS
        // does not help those who look at the same moment.
        var script = new StringBuilder($"""
            DO $ponos$
            BEGIN
            PERFORM pg_advisory_xact_lock({names.LockKey("tables").ToString(CultureInfo.InvariantCulture)});
            CREATE SCHEMA IF NOT EXISTS "{names.Schema}";
            CREATE TABLE IF NOT EXISTS {names.Versions} (version integer PRIMARY KEY, made_at timestamptz NOT NULL DEFAULT now());

            """);
        for (var version = 1; version <= versions.Count; version++)
        {
            script.AppendLine(CultureInfo.InvariantCulture, $"""
                IF NOT EXISTS (SELECT FROM {names.Versions} WHERE version >= {version}) THEN
                {versions[version - 1](names)}
                INSERT INTO {names.Versions} (version) VALUES ({version});
                END IF;
                """);
        }

        return script.AppendLine("END").AppendLine("$ponos$;").ToString();
    }
}
