using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Ponos.Benchmarks.Stores;

/// <summary>One way to write an order down and to send the job that goes with it.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="Outbox">The table that its jobs wait in; none where it sends none.</param>
/// <param name="WriteAsync">Writes one order and commits.</param>
internal sealed record OrderWriter(string Name, string? Outbox, Func<Charge, Task> WriteAsync)
{
    private const string Insert = "INSERT INTO orders (number, customer, cents) VALUES ($1, $2, $3)";

    public static OrderWriter Plain(StoreGround ground) =>
        new("insert and commit, Npgsql", null, order => InsertAsync(ground.PlainSource, order, null));

    public static OrderWriter PlainPrepared(StoreGround ground) => new(
        "insert and commit, prepared", null, order => InsertAsync(ground.PreparedSource, order, null, isPrepared: true));

    public static OrderWriter PlainWithOutbox(StoreGround ground, RunningStore store) =>
        new(
            "with Ponos.PostgreSql's outbox",
            "ponos.outbox",
            order => InsertAsync(ground.Source, order, transaction => transaction.PublishAsync(store.Publisher, order)));

    public static OrderWriter PlainBatchWithOutbox(StoreGround ground, RunningStore store) =>
        new("the same, order and job in one batch, prepared", "ponos.outbox", async order =>
        {
            await using var connection = await ground.Source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            var insert = new NpgsqlBatchCommand(Insert);
            insert.Parameters.AddRange(ParametersOf(order));
            await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { insert } };
            await batch.PublishAsync(store.Publisher, order);
            await batch.PrepareAsync();
            await batch.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        });

    public static OrderWriter Context(RunningStore store) =>
        new("insert and commit, EF Core", null, order => SaveAsync<PlainStoreDb>(store, order, _ => { }));

    public static OrderWriter ContextWithOutbox(RunningStore store) =>
        new("with Ponos.EntityFrameworkCore's outbox", "ponos.outbox", order => SaveAsync<StoreDb>(store, order, db => db.Publish(order)));

    public static OrderWriter ContextWithPolling(RunningStore store) => new(
        "with a hand-written outbox that polls",
        "outgoing",
        order => SaveAsync<PlainStoreDb>(store, order, db => db.Add(
            new PolledMessage { Body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(order, ChargeJson.Default.Charge) })));

    private static async Task InsertAsync(
        NpgsqlDataSource source, Charge order, Func<NpgsqlTransaction, Task>? publish, bool isPrepared = false)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand(Insert, connection, transaction);
        insert.Parameters.AddRange(ParametersOf(order));
        if (isPrepared)
        {
            await insert.PrepareAsync();
        }

        await insert.ExecuteNonQueryAsync();
        if (publish is not null)
        {
            await publish(transaction);
        }

        await transaction.CommitAsync();
    }

    private static NpgsqlParameter[] ParametersOf(Charge order) =>
    [
        new NpgsqlParameter<int> { TypedValue = order.Number },
        new NpgsqlParameter<string> { TypedValue = order.Customer },
        new NpgsqlParameter<int> { TypedValue = order.Cents },
    ];

    private static async Task SaveAsync<TDb>(RunningStore store, Charge order, Action<TDb> publish)
        where TDb : StoreDb
    {
        await using var scope = store.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        db.Add(new StoredOrder { Number = order.Number, Customer = order.Customer, Cents = order.Cents });
        publish(db);
        await db.SaveChangesAsync();
    }
}
