using Khronos.Diagnostics;
using Khronos.Replication;
using Khronos.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Khronos.Hosting;

/// <summary>
/// Khronos at work in the host: keeps the time whenever it leads, once the worker server can publish, and stops before it.
/// </summary>
internal sealed class KhronosService(ILease lease, Timekeeper timekeeper, LeaderGate gate, TermFailure failure, TimeProvider time, ILogger<KhronosService> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _leading = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (lease.IsShared)
        {
            _leading = Task.Run(LeadAsync, CancellationToken.None);
        }
        else
        {
            timekeeper.Start();
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        if (lease.IsShared)
        {
            await _leading.WaitAsync(cancellationToken);
        }
        else
        {
            await timekeeper.StopAsync(cancellationToken);
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task LeadAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var term = await lease.AcquireAsync(_stopping.Token);
                await ServeAsync(term);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                // It stood by.
            }
            catch (Exception exception)
            {
                failure.Note(exception);
                log.TermFailed(exception);
                await Task.WhenAny(Task.Delay(AfterError, time, _stopping.Token));
            }
        }
    }

    private async Task ServeAsync(ITerm term)
    {
        try
        {
            await timekeeper.OpenAsync(_stopping.Token);
            timekeeper.Start();
            failure.Clear();
            gate.Open();
            log.Leading(lease.Standing.Epoch);
            await Task.WhenAny(term.Ended, Task.Delay(Timeout.InfiniteTimeSpan, time, _stopping.Token));
            gate.Close();
            if (term.Ended.IsCompleted)
            {
                log.LeadLost(await term.Ended);
                await timekeeper.AbandonAsync();
            }
            else
            {
                // Without the lease nothing is worth waiting for.
                await timekeeper.StopAsync(term.Lost);
            }
        }
        finally
        {
            gate.Close();
            await term.ReleaseAsync();
        }
    }
}
