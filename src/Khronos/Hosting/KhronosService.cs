using Khronos.Diagnostics;
using Khronos.Engine;
using Khronos.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Khronos.Hosting;

/// <summary>Khronos at work in the host: fires once the worker server can publish, stops before it, and marks how far it came.</summary>
internal sealed class KhronosService(
    TickEngine engine, TickOutbox outbox, IDriver driver, ITimekeeperState state, TimeProvider time, ILogger<KhronosService> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan MarkEvery = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _marking = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        log.Started(engine.Count);
        driver.Start();
        if (state.IsDurable)
        {
            _marking = MarkAsync();
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await driver.StopAsync();
        await outbox.StopAsync(cancellationToken);
        await _stopping.CancelAsync();
        await _marking;
        await MarkOnceAsync();
    }

    public void Dispose() => _stopping.Dispose();

    private async Task MarkAsync()
    {
        using var timer = new PeriodicTimer(MarkEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                await MarkOnceAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops; the last mark follows.
        }
    }

    private async Task MarkOnceAsync()
    {
        try
        {
            await state.MarkAsync(engine.Watermark, CancellationToken.None);
        }
        catch (Exception exception)
        {
            log.MarkFailed(exception);
        }
    }
}
