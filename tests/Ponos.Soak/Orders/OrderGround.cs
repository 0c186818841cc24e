using Npgsql;
using Ponos.Tests.Support;

namespace Ponos.Soak.Orders;

/// <summary>A broker and a database that are killed and started again.</summary>
internal sealed class OrderGround : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly RabbitBroker _broker;

    private OrderGround(PostgresServer server, RabbitBroker broker) => (_server, _broker) = (server, broker);

    /// <summary>The database, for those who are to lose their connections.</summary>
    public string Database => _server.ConnectionString("shop", "Timeout=5");

    public string Broker => _broker.Uri;

    public ProcessGuard Guard { get; } = new();

    public static async Task<OrderGround> StartAsync()
    {
        // A crash of the server loses nothing that the system has, so that it need not wait for the disk.
        var ground = new OrderGround(await PostgresServer.StartAsync(), await RabbitBroker.StartAsync("orders"));
        await using var admin = NpgsqlDataSource.Create(ground._server.ConnectionString(further: "Pooling=false"));
        await using var create = admin.CreateCommand("CREATE DATABASE shop");
        await create.ExecuteNonQueryAsync();
        return ground;
    }

    public async Task KillBrokerAsync(TimeSpan away)
    {
        await _broker.KillAsync();
        await Task.Delay(away);
        await _broker.StartAsync();
    }

    public async Task KillDatabaseAsync(TimeSpan away)
    {
        await _server.CrashAsync();
        await Task.Delay(away);
        await _server.RunAsync();
    }

    /// <summary>Asks the database for numbers; it must be there.</summary>
    public async Task<long[]> AskAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_server.ConnectionString("shop", "Pooling=false"));
        await using var command = source.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync();
        _ = await row.ReadAsync();
        return [.. Enumerable.Range(0, row.FieldCount).Select(row.GetInt64)];
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _broker.DisposeAsync();
        Guard.Dispose();
    }
}
