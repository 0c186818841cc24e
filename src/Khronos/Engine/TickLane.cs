namespace Khronos.Engine;

/// <summary>
/// The ticks of one schedule that are on their way out: one after another, in order. A tick that cannot be published
/// gives way to a newer one, which then says that it was missed. Guarded by the outbox.
/// </summary>
internal sealed class TickLane
{
    /// <summary>Where the schedule does not want all of its ticks.</summary>
    public const int UsualWaiting = 100;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    /// <summary>Made when a tick waits for another, which few schedules ever see.</summary>
    private LinkedList<Tick>? _waiting;

    /// <summary>More than this many behind a slow publish are folded together, the oldest first.</summary>
    public int MaxWaiting { get; set; } = UsualWaiting;

    /// <summary>The tick to publish now; <see langword="null"/> when the lane is empty.</summary>
    public Tick? Current { get; private set; }

    /// <summary>Failures in a row of the lane's publishes.</summary>
    public int Failures { get; private set; }

    /// <summary>How long to wait before the current tick is tried again: longer with each failure.</summary>
    public TimeSpan RetryAfter
    {
        get
        {
            var wait = FirstWait * Math.Pow(2, Math.Clamp(Failures - 1, 0, 10));
            return wait < LongestWait ? wait : LongestWait;
        }
    }

    /// <summary>When the oldest instant was due that is not known to be published.</summary>
    public DateTimeOffset? Oldest => Current is { } tick ? OldestOf(tick) : null;

    /// <summary>The same of the ticks that wait behind the current one.</summary>
    public DateTimeOffset? OldestWaiting => _waiting?.First is { } first ? OldestOf(first.Value) : null;

    /// <summary>When the oldest instant was due that a tick stands for.</summary>
    public static DateTimeOffset OldestOf(Tick tick) => tick.Schedule.DueOf(tick.Missed?.From ?? tick.ScheduledAt);

    /// <summary>Adds a tick.</summary>
    /// <returns>Whether the lane was empty, and must be started.</returns>
    public bool Add(Tick tick)
    {
        if (Current is null)
        {
            Current = tick;
            return true;
        }

        _waiting ??= new LinkedList<Tick>();
        _waiting.AddLast(tick);
        if (_waiting.Count > MaxWaiting)
        {
            FoldOldest();
        }

        return false;
    }

    /// <summary>The current tick is published.</summary>
    /// <returns>Whether another one follows.</returns>
    public bool Done()
    {
        Failures = 0;
        Current = TakeOldest();
        return Current is not null;
    }

    /// <summary>The current tick could not be published.</summary>
    /// <returns>The tick that was given up for a newer one; <see langword="null"/> when the same is to be tried again.</returns>
    public Tick? Failed()
    {
        Failures++;
        // A schedule that wants every tick keeps their order instead.
        if (_waiting is not { Count: > 0 } || Current!.Schedule.CatchUp == CatchUp.All)
        {
            return null;
        }

        while (_waiting.Count > 1)
        {
            FoldOldest();
        }

        var given = Current;
        Current = Standing(TakeOldest()!, given);
        return given;
    }

    /// <summary>Drops what waits.</summary>
    public void Clear() => _waiting?.Clear();

    private void FoldOldest()
    {
        var older = TakeOldest()!;
        _waiting!.AddFirst(Standing(TakeOldest()!, older));
    }

    private Tick? TakeOldest()
    {
        if (_waiting?.First is not { } oldest)
        {
            return null;
        }

        _waiting.RemoveFirst();
        return oldest.Value;
    }

    /// <summary>The newer tick, which stands for the older one as well.</summary>
    private static Tick Standing(Tick newer, Tick older) =>
        newer with { Kind = TickKind.CatchUp, Missed = MissedRun.Join(MissedRun.Of(older), newer.Missed) };
}
