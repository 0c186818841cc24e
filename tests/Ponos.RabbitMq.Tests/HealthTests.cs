using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ponos.RabbitMq.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.RabbitMq.Tests;

/// <summary>The health check through an outage. Its broker is its own: the other tests' must not go away.</summary>
internal sealed class HealthTests : WorkerFixture
{
    private RabbitBroker? _broker;

    [OneTimeTearDown]
    public async Task EndBrokerAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task Check_BrokerGoesAndComes_IsHealthyThenDegradedThenHealthy(CancellationToken cancellationToken)
    {
        var shop = await StartMappedAsync(Unique("shop"), builder => builder.MapTask("order.pack", (Job _) => Task.CompletedTask));
        Assert.That((await CheckAsync(shop)).Status, Is.EqualTo(HealthStatus.Healthy));

        await Broker.StopAppAsync();
        await EventuallyAsync(async () => (await CheckAsync(shop)).Status == HealthStatus.Degraded, TimeSpan.FromSeconds(10), "degraded");
        Assert.That((await CheckAsync(shop)).Description, Does.Contain("Reconnecting since"));

        await Broker.StartAppAsync();
        await EventuallyAsync(
            async () => (await CheckAsync(shop)).Status == HealthStatus.Healthy, TimeSpan.FromSeconds(15), "healthy again");
        await shop.Publisher.PublishTaskAsync("order.pack", new { }, cancellationToken: cancellationToken);
        await shop.Jobs.SettledAsync("order.pack", JobOutcome.Succeeded, cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task Check_DeadQueueTakesNothing_CountsWhatKeepsItsPlace(CancellationToken cancellationToken)
    {
        var shop = await StartMappedAsync(
            Unique("shop"), builder => builder.MapTask("order.pack", (Job _) => throw new WorkerStopException("no")));
        await Broker.RabbitMqCtlAsync(
            "set_policy",
            "full",
            $"^{shop.Name}\\.order\\.pack\\.dead$",
            """{"max-length":1,"overflow":"reject-publish"}""",
            "--apply-to",
            "queues");

        for (var i = 0; i < 6; i++)
        {
            await shop.Publisher.PublishTaskAsync("order.pack", new { i }, cancellationToken: cancellationToken);
        }

        await EventuallyAsync(
            async () => await CheckAsync(shop) is { Status: HealthStatus.Degraded } check
                && check.Description!.Contains(" of its jobs could not be moved", StringComparison.Ordinal),
            TimeSpan.FromSeconds(20),
            "some keep their place");
        await Broker.RabbitMqCtlAsync("clear_policy", "full");
        await EventuallyAsync(
            async () => (await CheckAsync(shop)).Status == HealthStatus.Healthy, TimeSpan.FromSeconds(30), "healthy again");
        await EventuallyAsync(async () => await CountAsync($"{shop.Name}.order.pack.dead") == 6, TimeSpan.FromSeconds(10), "all are dead");
    }

    protected override async Task<RabbitBroker> StartBrokerAsync() => _broker ??= await RabbitBroker.StartAsync("health");

    private static async Task<HealthReportEntry> CheckAsync(RunningService service) =>
        (await service.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries[$"ponos.{service.Name}"];
}
