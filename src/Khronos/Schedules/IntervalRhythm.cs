using Khronos.Naming;

namespace Khronos.Schedules;

/// <summary>
/// Fixed intervals, aligned to the Unix epoch in UTC and moved by an offset: an hour is on the hour, a day at 00:00 UTC.
/// No daylight saving time moves them.
/// </summary>
internal sealed class IntervalRhythm : Rhythm
{
    private readonly long _every;
    private readonly long _anchor;
    private string? _text;

    public IntervalRhythm(TimeSpan every, TimeSpan offset = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero);
        Every = every;
        Offset = offset;
        _every = every.Ticks;
        _anchor = DateTimeOffset.UnixEpoch.Ticks + offset.Ticks;
    }

    public TimeSpan Every { get; }

    /// <summary>The interval's canonical name, which each of its ticks says.</summary>
    public string Text => _text ??= DurationName.Of(Every);

    public TimeSpan Offset { get; }

    public override long SequenceOf(DateTimeOffset instant, DateTimeOffset anchor) => IndexOf(instant.UtcTicks);

    public override InstantRun Run(DateTimeOffset first, DateTimeOffset limit, int keep)
    {
        var from = IndexOf(first.UtcTicks);
        var to = IndexOf(limit.UtcTicks);
        var newest = new DateTimeOffset[Math.Min(keep, to - from + 1)];
        for (var i = 0; i < newest.Length; i++)
        {
            newest[i] = new DateTimeOffset(At(to - newest.Length + 1 + i), TimeSpan.Zero);
        }

        return new InstantRun(to - from + 1, first, newest);
    }

    protected override DateTimeOffset? InstantAfter(DateTimeOffset after)
    {
        var next = At(IndexOf(after.UtcTicks) + 1);
        return next <= DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(next, TimeSpan.Zero) : null;
    }

    private long At(long index) => _anchor + (index * _every);

    /// <summary>The number of the latest instant that is not after the time; negative before the anchor.</summary>
    private long IndexOf(long ticks)
    {
        var (quotient, rest) = Math.DivRem(ticks - _anchor, _every);
        return rest < 0 ? quotient - 1 : quotient;
    }
}
