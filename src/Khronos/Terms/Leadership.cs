using Khronos.Diagnostics;
using Khronos.State;
using Microsoft.Extensions.Logging;

namespace Khronos.Terms;

/// <summary>Stands for the lease and keeps the time for one term after another, until the host stops.</summary>
internal sealed class Leadership(
    ILease lease,
    TimekeeperParts parts,
    CurrentTerm current,
    ILeaderGate gate,
    TermFailure failure,
    TimeProvider time,
    ILogger<Leadership> log) : IDisposable
{
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task<ITerm>? _granted;
    private Timekeeper? _opened;
    private Task _leading = Task.CompletedTask;

    /// <summary>
    /// Stands for the lease. A term that is granted at once is opened here, before the worker server takes the first task
    /// about a schedule.
    /// </summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        _granted = lease.AcquireAsync(_stopping.Token);
        if (_granted.IsCompletedSuccessfully)
        {
            _opened = await OpenAsync(await _granted, cancellationToken);
        }
    }

    /// <summary>Keeps the time from now on, whenever this replica leads: the worker server can publish.</summary>
    public void Start() => _leading = LeadAsync();

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _leading.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task LeadAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var term = await (_granted ?? lease.AcquireAsync(_stopping.Token));
                _granted = null;
                await ServeAsync(term);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                // It stood by.
            }
            catch (Exception exception)
            {
                _granted = null;
                failure.Note(exception);
                log.TermFailed(exception);
                await Task.WhenAny(Task.Delay(AfterError, time, _stopping.Token));
            }
        }
    }

    private async Task ServeAsync(ITerm term)
    {
        var timekeeper = _opened ?? await OpenAsync(term, _stopping.Token);
        _opened = null;
        try
        {
            timekeeper.Start();
            failure.Clear();
            var over = Task.WhenAny(term.Ended, Task.Delay(Timeout.InfiniteTimeSpan, time, _stopping.Token));
            if (await IsConfirmedAsync(term, over))
            {
                gate.Open();
                log.Leading(lease.Standing.Epoch ?? 0);
            }

            await over;
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
            current.End();
            await term.ReleaseAsync();
            await timekeeper.DisposeAsync();
        }
    }

    /// <summary>Waits while the term is provisional: ticks are published then, and no task about a schedule is taken.</summary>
    private async Task<bool> IsConfirmedAsync(ITerm term, Task over)
    {
        if (!term.Confirmed.IsCompleted)
        {
            var standing = lease.Standing;
            parts.Telemetry.TermIsProvisional();
            log.LeadingProvisionally(standing.Epoch ?? 0, standing.Trouble ?? "");
        }

        return await Task.WhenAny(term.Confirmed, over) == term.Confirmed;
    }

    private async Task<Timekeeper> OpenAsync(ITerm term, CancellationToken cancellationToken)
    {
        var timekeeper = new Timekeeper(term, parts);
        try
        {
            await timekeeper.OpenAsync(cancellationToken);
            current.Begin(timekeeper);
            return timekeeper;
        }
        catch
        {
            await timekeeper.DisposeAsync();
            await term.ReleaseAsync();
            throw;
        }
    }
}
