using Ponos.Benchmarks.Jobs;
using Ponos.Benchmarks.Machine;

namespace Ponos.Benchmarks.Growth;

/// <summary>The handler of all growth runs: counts down what is expected, and holds the jobs that close the gate until it opens.</summary>
internal sealed class CountedJobs(int brokerId)
{
    private TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _expected;
    private int _left;
    private int _open;

    /// <summary>A job that its handler does not end before the gate opens.</summary>
    public static ImageJob Gate { get; } = ImageJob.Sample with { Fails = true };

    /// <summary>The machine when the first of the expected jobs began.</summary>
    public Reading First { get; private set; }

    /// <summary>Completes when as many jobs have been handled from now on.</summary>
    public Task Expect(int jobs)
    {
        _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _expected = jobs;
        Volatile.Write(ref _left, jobs);
        return _done.Task;
    }

    /// <summary>Completes when as many handlers are held at the gate.</summary>
    public Task ExpectClosed(int handlers)
    {
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _open, handlers);
        return _closed.Task;
    }

    public void OpenGate() => _gate.SetResult();

    public Task HandleAsync(ImageJob job)
    {
        if (job.Fails)
        {
            var gate = _gate.Task;
            if (Interlocked.Decrement(ref _open) == 0)
            {
                _closed.SetResult();
            }

            return gate;
        }

        var left = Interlocked.Decrement(ref _left);
        if (left == _expected - 1)
        {
            First = Reading.TakeBefore(brokerId);
        }

        if (left == 0)
        {
            _done.SetResult();
        }

        return Task.CompletedTask;
    }
}
