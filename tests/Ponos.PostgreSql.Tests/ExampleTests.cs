using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Ponos.Handlers;
using Ponos.PostgreSql.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.PostgreSql.Tests;

/// <summary>What docs/transactions.md shows, at work.</summary>
internal sealed class ExampleTests : OutboxFixture
{
    [Test, CancelAfter(180_000)]
    public async Task Page_FollowedWithNpgsql_ChargesEachOrderOnce(CancellationToken cancellationToken)
    {
        await Database.ExecuteAsync("CREATE TABLE orders (number text PRIMARY KEY); CREATE TABLE charges (number text)");
        await using var hosts = new ServiceHosts((await Servers.BrokerAsync()).Uri);
        var service = await hosts.StartAsync(
            services =>
            {
                // snippet: register
                services.AddSingleton(NpgsqlDataSource.Create(Database.ConnectionString));
                services.AddPonos(Service, HandlerCatalog.Empty)
                    .UsePostgreSqlOutbox()
                    .MapTask(
                        "cards.charge", (Charge job, JobContext context, NpgsqlDataSource database) => ChargeAsync(job, context, database));
                // end-snippet
            },
            Service,
            ("Ponos:InboxSize", "0"));

        await TakeOrderAsync(Database.Source, service.Publisher, "o-1", cancellationToken);
        _ = await service.Jobs.SettledAsync(ChargeTask, JobOutcome.Succeeded, cancellationToken);
        await TakeOrderInOneTripAsync(Database.Source, service.Publisher, "o-2", cancellationToken);
        const string Charged = "SELECT count(*) FROM orders JOIN charges USING (number)";
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>(Charged) >= 2, () => "two charges");

        Assert.That(await Database.ScalarAsync<long>(Charged), Is.EqualTo(2));
    }

    // snippet: publish
    private static async Task TakeOrderAsync(
        NpgsqlDataSource database, IPublisher publisher, string number, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var insert = new NpgsqlCommand("INSERT INTO orders VALUES ($1)", connection, transaction)
        {
            Parameters = { new() { Value = number } },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await transaction.PublishAsync(publisher, new Charge(number), new PublishOptions { OrderKey = number }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
    // end-snippet

    // snippet: batch
    private static async Task TakeOrderInOneTripAsync(
        NpgsqlDataSource database, IPublisher publisher, string number, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands = { new NpgsqlBatchCommand("INSERT INTO orders VALUES ($1)") { Parameters = { new() { Value = number } } } },
        };
        await batch.PublishAsync(publisher, new Charge(number), cancellationToken);
        await batch.PrepareAsync(cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
    // end-snippet

    // snippet: inbox
    private static async Task ChargeAsync(Charge job, JobContext context, NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync(context.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
        if (!await transaction.RememberAsync(context, context.CancellationToken))
        {
            return;
        }

        await using var charge = new NpgsqlCommand("INSERT INTO charges VALUES ($1)", connection, transaction)
        {
            Parameters = { new() { Value = job.Order } },
        };
        await charge.ExecuteNonQueryAsync(context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
    }
    // end-snippet
}
