using System.Diagnostics;
using Ponos.Benchmarks.Machine;

namespace Ponos.Benchmarks.Jobs;

/// <summary>
/// What every side's handler does: counts, reads the machine behind the first jobs and behind the last one, and
/// fails a job that is to fail once.
/// </summary>
/// <param name="total">The jobs to come.</param>
/// <param name="ramp">How many of them come before measuring begins.</param>
/// <param name="brokerId">The broker's process.</param>
public sealed class JobTally(int total, int ramp, int brokerId)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long[] _ticks = new long[total];
    private int _calls;
    private int _count;

    /// <summary>Completes with the last job.</summary>
    public Task Done => _done.Task;

    internal Reading Begin { get; private set; }

    internal Reading End { get; private set; }

    /// <summary>How long each job took from its sending, in ticks of the stopwatch.</summary>
    internal ReadOnlySpan<long> Ticks => _ticks;

    /// <summary>Handles a job.</summary>
    /// <exception cref="IOException">It is the job's first attempt, and the job is to fail once.</exception>
    public Task HandleAsync(ImageJob job, bool isFirst)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (Interlocked.Increment(ref _calls) == ramp + 1)
        {
            Begin = Reading.TakeBefore(brokerId);
        }

        if (isFirst && job.Fails)
        {
            throw new IOException("the first attempt fails");
        }

        var count = Interlocked.Increment(ref _count);
        if (count <= total)
        {
            _ticks[count - 1] = Stopwatch.GetTimestamp() - job.SentAt;
        }

        if (count == total)
        {
            End = Reading.TakeAfter(brokerId);
            _done.TrySetResult();
        }

        return Task.CompletedTask;
    }
}
