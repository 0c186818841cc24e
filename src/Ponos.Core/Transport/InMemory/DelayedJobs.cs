namespace Ponos.Transport.InMemory;

/// <summary>
/// Jobs that wait for their time, with one timer for the earliest. The clock decides and not the timer: it may fire
/// early, late or twice, and a clock that jumps a day has made everything in between due at once.
/// </summary>
internal sealed class DelayedJobs : IDisposable
{
    /// <summary>The longest sleep, within what every timer takes; a clock that was set meanwhile is noticed by then.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<HeldJob, (long DueTicks, long Number)> _jobs = new();
    private readonly TimeProvider _clock;
    private readonly Action<HeldJob> _release;
    private readonly ITimer _timer;
    private long _number;
    private bool _releasing;

    public DelayedJobs(TimeProvider clock, Action<HeldJob> release)
    {
        _clock = clock;
        _release = release;
        _timer = clock.CreateTimer(
            static self => ((DelayedJobs)self!).ReleaseDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(HeldJob job, TimeSpan delay)
    {
        var now = _clock.GetUtcNow();
        var due = delay < DateTimeOffset.MaxValue - now ? now + delay : DateTimeOffset.MaxValue;
        lock (_lock)
        {
            _jobs.Enqueue(job, (due.UtcTicks, _number++));
            if (!_releasing && ReferenceEquals(_jobs.Peek(), job))
            {
                SetTimer();
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void ReleaseDue()
    {
        lock (_lock)
        {
            // Whoever releases already will come to everything that is due; two at once would mix up the order.
            if (_releasing)
            {
                return;
            }

            _releasing = true;
        }

        while (NextOfDue() is { } job)
        {
            _release(job);
        }
    }

    private HeldJob? NextOfDue()
    {
        lock (_lock)
        {
            if (_jobs.TryPeek(out _, out var next) && next.DueTicks <= _clock.GetUtcNow().UtcTicks)
            {
                return _jobs.Dequeue();
            }

            _releasing = false;
            SetTimer();
            return null;
        }
    }

    private void SetTimer()
    {
        if (!_jobs.TryPeek(out _, out var next))
        {
            return;
        }

        // Whole milliseconds, rounded up: a timer that fires a fraction early would fire again and again until due.
        var wait = TimeSpan.FromTicks(Math.Max(0, next.DueTicks - _clock.GetUtcNow().UtcTicks));
        var sleep = wait >= LongestSleep ? LongestSleep : TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait.TotalMilliseconds)));
        _timer.Change(sleep, Timeout.InfiniteTimeSpan);
    }
}
