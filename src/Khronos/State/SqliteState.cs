using System.Text.Json;
using Khronos.Schedules;
using Microsoft.Data.Sqlite;

namespace Khronos.State;

/// <summary>A single Khronos's memory in a file of SQLite, for one that runs without replicas.</summary>
internal sealed class SqliteState(string path) : ITimekeeperState, IDisposable
{
    /// <summary>The version of the tables; the statement that makes them says it as well.</summary>
    private const int Format = 1;

    private readonly SqliteConnection _connection = new(
        new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
    private readonly SemaphoreSlim _gate = new(1);

    public TimeSpan? MarkEvery => TimeSpan.FromSeconds(1);

    public TimeSpan MarkAtLeastEvery => TimeSpan.FromSeconds(1);

    public void Demand()
    {
        // Nobody else has the file.
    }

    /// <exception cref="InvalidOperationException">The file was written by a newer Khronos, or cannot be used.</exception>
    public Task<StoredState> LoadAsync(CancellationToken cancellationToken) => Locked(
        async () =>
        {
            try
            {
                var (documents, unreadable) = (new List<ScheduleDocument>(), new Dictionary<string, string>(StringComparer.Ordinal));
                MakePrivate();
                await _connection.OpenAsync(cancellationToken);
                await MigrateAsync(cancellationToken);
                await ReadDocumentsAsync(documents, unreadable, cancellationToken);
                return new StoredState(documents, await WatermarkAsync(cancellationToken), unreadable);
            }
            catch (SqliteException exception)
            {
                throw new InvalidOperationException(
                    $"{path} (Khronos:StateFile) cannot be used: {exception.Message} Look whether it is a file of Khronos, "
                        + "and may be written; with another one services put their schedules again when they start.",
                    exception);
            }
        },
        cancellationToken);

    public Task KeepAsync(ScheduleDocument document, CancellationToken cancellationToken) => Execute(
        "INSERT INTO schedules (name, document) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET document = excluded.document",
        document.Name,
        JsonSerializer.Serialize(document, StateJsonContext.Default.ScheduleDocument),
        cancellationToken);

    public Task ForgetAsync(string name, CancellationToken cancellationToken) =>
        Execute("DELETE FROM schedules WHERE name = $name", name, null, cancellationToken);

    public Task MarkAsync(DateTimeOffset watermark, CancellationToken cancellationToken) => Execute(
        "INSERT INTO marks (name, ticks) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET ticks = max(ticks, excluded.ticks)",
        "watermark",
        watermark.UtcTicks,
        cancellationToken);

    public void Dispose()
    {
        _connection.Dispose();
        _gate.Dispose();
    }

    /// <summary>
    /// Payloads are for those who may read the events, and not for everybody on the machine. SQLite gives its other files the same
    /// mode. A file that is there keeps the mode that somebody gave it.
    /// </summary>
    private void MakePrivate()
    {
        if (OperatingSystem.IsWindows() || path.StartsWith(':') || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        try
        {
            File.Open(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is there, or SQLite will say what the matter is.
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        using var command = _connection.CreateCommand();
        // A confirmed watermark must survive the machine as well: WAL with synchronous=FULL.
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA user_version";
        var version = Convert.ToInt32(await LastResultAsync(command, cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
        if (version > Format)
        {
            throw new InvalidOperationException(
                $"{path} has format {version}, and this Khronos knows formats up to {Format}. Run the newer Khronos that wrote it.");
        }

        command.CommandText =
            """
            CREATE TABLE IF NOT EXISTS schedules (name TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, ticks INTEGER NOT NULL) WITHOUT ROWID;
            PRAGMA user_version = 1;
            """;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> LastResultAsync(SqliteCommand command, CancellationToken cancellationToken)
    {
        object? last = null;
        using var reader = await command.ExecuteReaderAsync(cancellationToken);
        do
        {
            if (await reader.ReadAsync(cancellationToken))
            {
                last = reader.GetValue(0);
            }
        }
        while (await reader.NextResultAsync(cancellationToken));
        return last;
    }

    private async Task ReadDocumentsAsync(
        List<ScheduleDocument> documents, Dictionary<string, string> unreadable, CancellationToken cancellationToken)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT name, document FROM schedules ORDER BY name";
        using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var name = reader.GetString(0);
            try
            {
                documents.Add(JsonSerializer.Deserialize(reader.GetString(1), StateJsonContext.Default.ScheduleDocument)!.Checked(name));
            }
            catch (Exception exception) when (exception is not SqliteException)
            {
                unreadable[name] = $"In {path} it cannot be read: {exception.Message}";
            }
        }
    }

    private async Task<DateTimeOffset?> WatermarkAsync(CancellationToken cancellationToken)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT ticks FROM marks WHERE name = 'watermark'";
        return await command.ExecuteScalarAsync(cancellationToken) is long ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }

    private Task<int> Execute(string sql, string name, object? value, CancellationToken cancellationToken) => Locked(
        async () =>
        {
            using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The statements are constants of this class.
            command.CommandText = sql;
#pragma warning restore CA2100
            command.Parameters.AddWithValue("$name", name);
            if (value is not null)
            {
                command.Parameters.AddWithValue("$value", value);
            }

            return await command.ExecuteNonQueryAsync(cancellationToken);
        },
        cancellationToken);

    private async Task<TResult> Locked<TResult>(Func<Task<TResult>> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            _gate.Release();
        }
    }
}
