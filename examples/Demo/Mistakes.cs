using Examples.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos;

namespace Examples.Demo;

/// <summary>
/// Two ways to publish a job that breaks its contract. A service's own publisher refuses it. A service that declares the
/// task without the schema gets it through, and the one that handles the task refuses it.
/// </summary>
internal sealed class Mistakes(
    [FromKeyedServices("health")] IPublisher health,
    [FromKeyedServices("courier")] IPublisher courier,
    JobLedger ledger,
    TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan IntoTheDay = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(IntoTheDay, time, stoppingToken);
        // snippet: refused
        try
        {
            await health.PublishAsync(new CheckHealth(Target: "", new Uri("http://localhost/")), stoppingToken);
        }
        catch (InvalidJobException exception)
        {
            ledger.OnRefused("health", exception);
        }
        // end-snippet

        await Task.Delay(IntoTheDay, time, stoppingToken);
        await courier.PublishTaskAsync("health.check", new { target = 42, url = "http://localhost/" }, cancellationToken: stoppingToken);
    }
}
