using Ponos.PostgreSql.Tests.Support;

namespace Ponos.PostgreSql.Tests;

/// <summary>What makes the relay look. Where it must be a signal, the relay does not look by itself for an hour.</summary>
internal sealed class WakeTests : OutboxFixture
{
    [Test]
    public async Task Commit_ConnectionClosed_WakesTheRelayOfTheProcess()
    {
        var service = await StartAsync(Seldom);

        for (var i = 0; i < 5; i++)
        {
            await Database.CommitAsync(transaction => transaction.PublishAsync(service.Publisher, new Charge($"{i}")));
            await Arrived.CountAsync(i + 1);
        }

        Assert.That(Arrived.Texts, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Commit_ConnectionKeptOpen_WakesTheRelayOfTheProcess()
    {
        var service = await StartAsync(Seldom);
        await using var connection = await Database.Source.OpenConnectionAsync();

        for (var i = 0; i < 5; i++)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await transaction.PublishAsync(service.Publisher, new Charge($"{i}"));
            await transaction.CommitAsync();
            await Arrived.CountAsync(i + 1);
        }

        Assert.That(Arrived.Texts, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Commit_InAProcessWithoutRelay_WakesTheRelayOfAnother()
    {
        _ = await StartAsync(Seldom);
        var publishing = await StartAsync(options => options.Relay = false);

        for (var i = 0; i < 5; i++)
        {
            await Database.CommitAsync(transaction => transaction.PublishAsync(publishing.Publisher, new Charge($"{i}")));
            await Arrived.CountAsync(i + 1);
        }

        Assert.That(Arrived.Texts, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Job_OfWhichNobodyTold_IsFoundByTheNextLook()
    {
        var service = await StartAsync(options => options.PollInterval = TimeSpan.FromMilliseconds(300));
        await Database.CommitAsync(transaction => transaction.PublishAsync(service.Publisher, new Charge("1")));
        await Arrived.CountAsync(1);

        await Database.ExecuteAsync($"""
            INSERT INTO ponos.outbox (service, lane, name, destination, message_id, properties, body)
            VALUES ('{Service}', 3, '{ChargeTask}', '{Service}.{ChargeTask}', 'm-2',
              json_build_object('service', '{Service}', 'kind', 'task', 'name', '{ChargeTask}', 'destination', '{Service}.{ChargeTask}', 'messageId', 'm-2', 'publishedAt', 1)::text, convert_to('{"{"}"order":"2"{"}"}', 'UTF8'))
            """);
        await Arrived.CountAsync(2);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "1", "2" }));
    }

    private static void Seldom(PostgreSqlOutboxOptions options) => options.PollInterval = TimeSpan.FromHours(1);
}
