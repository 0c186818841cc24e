using System.Text.Json;
using Ponos.RabbitMq.Tests.Support;

namespace Ponos.RabbitMq.Tests;

/// <summary>Events whose contract is a pattern: their exchanges come with their first job.</summary>
internal sealed class PatternEventTests : WorkerFixture
{
    private static readonly JsonElement Nail = JsonDocument.Parse("""{"item":"nail"}""").RootElement;

    [Test, CancelAfter(Bound)]
    public async Task Publish_NameOfAPattern_DeclaresItsExchangeOnceAndReachesListeners(CancellationToken cancellationToken)
    {
        var (gone, any) = (Unique("nail.gone"), Unique("*.gone"));
        var stock = await StartMappedAsync(Unique("stock"), builder => builder.DeclareEvent(any));
        Assert.That(await ExchangesAsync(), Does.Not.Contain(gone).And.Not.Contain(any));
        var audit = await StartMappedAsync(Unique("audit"), builder => builder.MapEvent(any, (Job _) => Task.CompletedTask));

        await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(i => stock.Publisher.PublishEventAsync(gone, Nail, new PublishOptions { MessageId = $"{i}" }, cancellationToken)));

        for (var i = 0; i < 20; i++)
        {
            var id = $"{i}";
            var settled = await audit.Jobs.SettledAsync(job => job.MessageId == id, $"job {i}", cancellationToken);
            Assert.That((settled.Name, settled.Outcome), Is.EqualTo((gone, JobOutcome.Succeeded)));
        }

        Assert.That(await ExchangesAsync(), Does.Contain(gone).And.Not.Contain(any));
        var bindings = await ListAsync("list_bindings", "source_name", "destination_name");
        Assert.That(
            bindings.Where(binding => binding.GetProperty("source_name").ToString() == gone)
                .Select(binding => binding.GetProperty("destination_name").ToString()),
            Is.EqualTo(new[] { "ponos.events" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task Reconnect_AfterTheBrokerLostTheExchange_DeclaresItAgain(CancellationToken cancellationToken)
    {
        var (gone, any) = (Unique("nail.gone"), Unique("*.gone"));
        var stock = await StartMappedAsync(Unique("stock"), builder => builder.DeclareEvent(any));
        var audit = await StartMappedAsync(Unique("audit"), builder => builder.MapEvent(any, (Job _) => Task.CompletedTask));
        await stock.Publisher.PublishEventAsync(gone, Nail, new PublishOptions { MessageId = "before" }, cancellationToken);
        await audit.Jobs.SettledAsync(job => job.MessageId == "before", "the job before", cancellationToken);

        await Raw.ExchangeDeleteAsync(gone, cancellationToken: cancellationToken);
        await Broker.CloseConnectionsAsync();
        await EventuallyAsync(async () => (await ExchangesAsync()).Contains(gone), TimeSpan.FromSeconds(20), "the exchange stands again");

        await stock.Publisher.PublishEventAsync(gone, Nail, new PublishOptions { MessageId = "after" }, cancellationToken);
        await audit.Jobs.SettledAsync(job => job.MessageId == "after", "the job after", cancellationToken);
    }

    private async Task<string[]> ExchangesAsync() =>
        [.. (await ListAsync("list_exchanges", "name")).Select(exchange => exchange.GetProperty("name").ToString())];
}
