using Khronos.Diagnostics;
using Khronos.Engine;
using Khronos.Schedules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Khronos.Hosting;

/// <summary>Khronos at work in the host: starts the engine behind the worker server, and stops it before.</summary>
internal sealed class KhronosService(
    KhronosOptions options, ClockWatch clock, TickEngine engine, TickOutbox outbox, IDriver driver, ILogger<KhronosService> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var now = clock.Read();
        engine.Begin(now);
        foreach (var interval in KhronosConfiguration.IntervalsOf(options))
        {
            engine.Set(BuiltInSchedules.Of(interval, now), now);
        }

        log.Started(engine.Count);
        driver.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await driver.DisposeAsync();
        await outbox.StopAsync(cancellationToken);
    }
}
