using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos;

namespace Khronos.Scheduling;

/// <summary>
/// Asks Khronos for a service's schedules when the service starts. A Khronos that is not there yet holds nothing up: the
/// service runs, its health says what is missing, and it is asked again until it takes them.
/// </summary>
internal sealed class ScheduleRequest(
    string service, IReadOnlyList<PutSchedule> schedules, IPublisher publisher, TimeProvider time, ILogger<ScheduleRequest> log)
    : IHostedService, IHealthCheck, IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly List<PutSchedule> _left = [.. schedules];
    private readonly SortedDictionary<string, string> _rejected = new(StringComparer.Ordinal);
    private Task _asking = Task.CompletedTask;
    private string _trouble = "Khronos has not been asked yet.";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _asking = AskAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _asking;
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            var result = _rejected.Count > 0
                ? new HealthCheckResult(
                    context.Registration.FailureStatus,
                    $"Khronos has rejected {string.Join("; ", _rejected.Select(one => $"{one.Key}: {one.Value}"))}")
                : _left.Count > 0
                    ? new HealthCheckResult(
                        context.Registration.FailureStatus,
                        $"Khronos has not taken {string.Join(", ", _left.Select(schedule => schedule.Name))}: {_trouble}")
                    : HealthCheckResult.Healthy($"Khronos was given {schedules.Count} schedules and has rejected none");
            return Task.FromResult(result);
        }
    }

    /// <summary>Takes note of what Khronos does not do: a handler that waits for that schedule never runs.</summary>
    public void Hear(ScheduleRejected rejected)
    {
        if (rejected.By != service || rejected.Task != PutSchedule.TaskName || !schedules.Any(schedule => schedule.Name == rejected.Name))
        {
            return;
        }

        var reasons = string.Join(' ', rejected.Reasons);
        lock (_gate)
        {
            _rejected[rejected.Name!] = reasons;
        }

        log.ScheduleRejected(service, rejected.Name, reasons);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task AskAsync(CancellationToken stopping)
    {
        try
        {
            for (var wait = FirstWait;
                !await TryAskAsync(wait == FirstWait, stopping);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
            {
                await Task.Delay(wait, time, stopping);
            }

            log.SchedulesPut(schedules.Count, service);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next start asks again.
        }
        catch (Exception exception)
        {
            Note(exception.Message);
            log.SchedulesRefused(exception, service);
        }
    }

    /// <summary>Puts what is left, in order.</summary>
    /// <returns>Whether nothing is left; <see langword="false"/> to be called again later.</returns>
    private async Task<bool> TryAskAsync(bool isFirst, CancellationToken stopping)
    {
        while (Next() is { } schedule)
        {
            try
            {
                await publisher.PublishAsync(schedule, stopping);
            }
            catch (PublishException exception) when (exception is not (InvalidJobException or UndeclaredJobException))
            {
                Note(exception.Message);
                if (isFirst)
                {
                    log.KhronosAwaited(service, schedule.Name, exception.Message);
                }

                return false;
            }

            lock (_gate)
            {
                _left.RemoveAt(0);
            }
        }

        return true;
    }

    private PutSchedule? Next()
    {
        lock (_gate)
        {
            return _left.Count > 0 ? _left[0] : null;
        }
    }

    private void Note(string trouble)
    {
        lock (_gate)
        {
            _trouble = trouble;
        }
    }
}
