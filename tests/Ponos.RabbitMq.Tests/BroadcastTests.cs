using Ponos.Handlers;
using Ponos.RabbitMq.Tests.Support;

namespace Ponos.RabbitMq.Tests;

/// <summary>An event for each process of a service, beside one for the service.</summary>
internal sealed class BroadcastTests : WorkerFixture
{
    [Test, CancelAfter(Bound)]
    public async Task Publish_BroadcastEvent_ReachesEveryProcessOnce(CancellationToken cancellationToken)
    {
        var service = Unique("shop");
        var name = Unique("price.changed");
        var one = await StartMappedAsync(service, Listen);
        var other = await StartMappedAsync(service, Listen);

        for (var i = 0; i < 5; i++)
        {
            await one.Publisher.PublishEventAsync(name, new { Price = i }, cancellationToken: cancellationToken);
        }

        await EventuallyAsync(
            () => Task.FromResult(one.Jobs.Settled.Count == 5 && other.Jobs.Settled.Count == 5), TimeSpan.FromSeconds(10), "both have all");
        Assert.That(one.Jobs.Settled.Select(job => job.MessageId), Is.EqualTo(other.Jobs.Settled.Select(job => job.MessageId)));

        void Listen(PonosBuilder builder) =>
            builder.MapEvent(name, (Job _) => Task.CompletedTask, new HandlerSettings { Broadcast = true });
    }

    [Test, CancelAfter(Bound)]
    public async Task Publish_OrdinaryEvent_ReachesOneProcessOfTheService(CancellationToken cancellationToken)
    {
        var service = Unique("shop");
        var name = Unique("price.changed");
        var one = await StartMappedAsync(service, Listen);
        var other = await StartMappedAsync(service, Listen);

        for (var i = 0; i < 5; i++)
        {
            await one.Publisher.PublishEventAsync(name, new { Price = i }, cancellationToken: cancellationToken);
        }

        await EventuallyAsync(
            () => Task.FromResult(one.Jobs.Settled.Count + other.Jobs.Settled.Count == 5),
            TimeSpan.FromSeconds(10),
            "together they have all");
        await one.StopAsync();
        await other.StopAsync();
        Assert.That(one.Jobs.Settled.Concat(other.Jobs.Settled).Select(job => job.MessageId).Distinct().Count(), Is.EqualTo(5));

        void Listen(PonosBuilder builder) => builder.MapEvent(name, (Job _) => Task.CompletedTask);
    }
}
