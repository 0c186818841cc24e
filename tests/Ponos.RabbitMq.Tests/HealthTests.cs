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
        await EventuallyAsync(async () => (await CheckAsync(shop)).Status == HealthStatus.Healthy, TimeSpan.FromSeconds(15), "healthy again");
        await shop.Publisher.PublishTaskAsync("order.pack", new { }, cancellationToken: cancellationToken);
        await shop.Jobs.SettledAsync("order.pack", JobOutcome.Succeeded, cancellationToken);
    }

    protected override async Task<RabbitBroker> StartBrokerAsync() => _broker ??= await RabbitBroker.StartAsync("health");

    private static async Task<HealthReportEntry> CheckAsync(RunningService service) =>
        (await service.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries[$"ponos.{service.Name}"];
}
