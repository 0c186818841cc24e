using System.Diagnostics.CodeAnalysis;

namespace Ponos.Tests.Support;

/// <summary>Keeps what a host's services published and settled, and lets a test await it.</summary>
internal sealed class ObservedJobs : IJobObserver
{
    private readonly Lock _lock = new();
    private readonly List<SettledJob> _settled = [];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<SettledJob> Settled
    {
        get
        {
            lock (_lock)
            {
                return [.. _settled];
            }
        }
    }

    void IJobObserver.OnSettled(SettledJob job)
    {
        TaskCompletionSource seen;
        lock (_lock)
        {
            _settled.Add(job);
            (seen, _next) = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        seen.SetResult();
    }

    public Task<SettledJob> SettledAsync(string name, JobOutcome outcome, CancellationToken cancellationToken) =>
        SettledAsync(job => job.Name == name && job.Outcome == outcome, $"{name} = {outcome}", cancellationToken);

    public async Task<SettledJob> SettledAsync(Func<SettledJob, bool> match, string what, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (found, next) = Look(match);
            if (found is not null)
            {
                return found;
            }

            try
            {
                await next.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Fail(what);
            }
        }
    }

    private (SettledJob? Found, Task Next) Look(Func<SettledJob, bool> match)
    {
        lock (_lock)
        {
            return (_settled.Find(job => match(job)), _next.Task);
        }
    }

    [DoesNotReturn]
    private void Fail(string what) =>
        throw new AssertionException(
            $"Not seen: {what}. Settled: "
            + $"{string.Join(", ", Settled.Select(job => $"{job.Queue} {job.Name}={job.Outcome} {job.Error?.Message}"))}");
}
