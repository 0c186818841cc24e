namespace Ponos.Delivery;

/// <summary>
/// The pauses of one queue that stand: of each cause the order that came last. A value that does not change. Pure: the time
/// is given.
/// </summary>
internal sealed class StandingPauses
{
    public static readonly StandingPauses None = new([]);

    private StandingPauses(StandingPause[] all) => All = all;

    /// <summary>Each of them; the one that was ordered or looked at last is the last.</summary>
    public IReadOnlyList<StandingPause> All { get; }

    /// <summary>Whether the queue is to be left alone.</summary>
    public bool Any => All.Count > 0;

    /// <summary>Whether a pause stands for this very cause and reason.</summary>
    public bool Tells(PauseOrder order) => All.Any(pause => pause.Order.Cause == order.Cause && pause.Order.Reason == order.Reason);

    /// <summary>With what is ordered now. It takes the place of the order before it for its cause, and stands since that one did.</summary>
    public StandingPauses With(PauseOrder order, DateTimeOffset now)
    {
        var since = All.FirstOrDefault(pause => pause.Order.Cause == order.Cause)?.Since ?? now;
        return new([.. Without(order.Cause).All, new StandingPause(order, since, now + order.Look)]);
    }

    public StandingPauses Without(PauseCause cause) => new([.. All.Where(pause => pause.Order.Cause != cause)]);

    /// <summary>How long to wait until one is to be looked at; none at all where none stands, for ever where somebody ends them.</summary>
    public TimeSpan WaitAt(DateTimeOffset now)
    {
        var lookAt = Any ? All.Min(static pause => pause.LookAt) : now;
        return lookAt is not { } at ? Timeout.InfiniteTimeSpan : at > now ? at - now : TimeSpan.Zero;
    }

    /// <summary>After a look at one that was due. Not over, it is looked at again; one that was replaced meanwhile stands.</summary>
    public StandingPauses Looked(StandingPause due, bool isOver, DateTimeOffset now)
    {
        if (!All.Contains(due))
        {
            return this;
        }

        var others = Without(due.Order.Cause).All;
        return isOver ? new([.. others]) : new([.. others, due with { LookAt = now + due.Order.Look }]);
    }
}

/// <summary>A pause that stands.</summary>
internal sealed record StandingPause(PauseOrder Order, DateTimeOffset Since, DateTimeOffset? LookAt);
