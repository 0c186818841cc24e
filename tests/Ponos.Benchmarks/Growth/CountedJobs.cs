using Ponos.Benchmarks.Jobs;

namespace Ponos.Benchmarks.Growth;

/// <summary>The handler of all growth runs: counts down what is expected.</summary>
internal sealed class CountedJobs
{
    private TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;

    /// <summary>Completes when as many jobs have been handled from now on.</summary>
    public Task Expect(int jobs)
    {
        _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _left, jobs);
        return _done.Task;
    }

    public Task HandleAsync(ImageJob job)
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _done.TrySetResult();
        }

        return Task.CompletedTask;
    }
}
