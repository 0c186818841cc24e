using Npgsql;
using Ponos.Tests.Support;

namespace Ponos.PostgreSql.Tests.Support;

/// <summary>A database of a test's own on a server.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private TestDatabase(string name, string connectionString)
    {
        Name = name;
        ConnectionString = connectionString;
        Source = NpgsqlDataSource.Create(connectionString);
    }

    public string Name { get; }

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    public static async Task<TestDatabase> CreateAsync(PostgresServer server)
    {
        var name = $"t{Guid.NewGuid():N}";
        await using var admin = NpgsqlDataSource.Create(server.ConnectionString(further: "Pooling=false"));
        await using var create = admin.CreateCommand($"CREATE DATABASE {name}");
        await create.ExecuteNonQueryAsync();
        return new TestDatabase(name, server.ConnectionString(name, "Timeout=5"));
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs in a transaction of its own and commits.</summary>
    public async Task CommitAsync(Func<NpgsqlTransaction, Task> work)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await work(transaction);
        await transaction.CommitAsync();
    }

    public Task<long> WaitingAsync() => ScalarAsync<long>("SELECT count(*) FROM ponos.outbox WHERE parked_at IS NULL");

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
