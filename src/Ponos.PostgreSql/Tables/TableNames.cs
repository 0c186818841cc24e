using System.Security.Cryptography;
using System.Text;
using System.Buffers.Binary;

namespace Ponos.PostgreSql.Tables;

/// <summary>What the tables of one schema are called. The schema's name is checked, for it stands in SQL as it is.</summary>
internal sealed class TableNames
{
    /// <summary>How many lanes a service has: among how many its jobs are spread, and so how many relays can share its work.</summary>
    public const short LanesOfService = 32;

    private const int MostOfSchema = 40;

    public TableNames(string schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.Length is 0 or > MostOfSchema
            || !char.IsAsciiLetterLower(schema[0])
            || !schema.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
            || schema.StartsWith("pg_", StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"'{schema}' is no schema for Ponos's tables: write lower-case letters, digits and '_', "
                    + $"beginning with a letter but not with 'pg_', at most {MostOfSchema}.",
                nameof(schema));
        }

        Schema = schema;
    }

    /// <summary>SQL: the lane of all jobs without a key that the running transaction adds.</summary>
    public static string LaneOfTransaction { get; } = $"(pg_current_xact_id()::text::bigint % {LanesOfService})::smallint";

    public string Schema { get; }

    public string Outbox => $"\"{Schema}\".outbox";

    public string Lanes => $"\"{Schema}\".outbox_lane";

    public string Inbox => $"\"{Schema}\".inbox";

    public string Versions => $"\"{Schema}\".version";

    /// <summary>The function that gives a new job its place.</summary>
    public string Place => $"\"{Schema}\".place_job";

    /// <summary>Where a process without a relay says that it has committed jobs; the payload is the service.</summary>
    public string Channel => $"{Schema}_outbox";

    /// <summary>SQL: the job that the running transaction added before, if any.</summary>
    public string BeforeInTransaction => $"nullif(current_setting('{LastOfTransaction}', true), '')::bigint";

    /// <summary>A setting of the transaction: the last job that it added.</summary>
    private string LastOfTransaction => $"ponos.{Schema}_last";

    /// <summary>SQL: notes which job the running transaction has added, for <see cref="BeforeInTransaction"/> of the next.</summary>
    public string NoteInTransaction(string id) => $"set_config('{LastOfTransaction}', {id}::text, true)";

    /// <summary>The key of an advisory lock. PostgreSQL shares them out over a database, so they are of 64 bits of a hash.</summary>
    public long LockKey(string what) =>
        BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"ponos\n{Schema}\n{what}")));
}
