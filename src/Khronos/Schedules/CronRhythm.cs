namespace Khronos.Schedules;

/// <summary>
/// A cron expression in a time zone. A named time of day happens once a day: right after the gap when the clock jumps over
/// it, the first time when the clock shows it twice. What repeats follows the time that really passes.
/// </summary>
internal sealed class CronRhythm : Rhythm
{
    /// <summary>So far it looks at a time: a local time that comes next by one offset may be gone by this much with another.</summary>
    private static readonly long Look = TimeSpan.FromHours(6).Ticks;

    private readonly CronText _read;
    private readonly CronCalendar _calendar;
    private readonly TimeZoneInfo _zone;
    private readonly ZoneClock _clock;
    private readonly long _offset;

    private CronRhythm(string text, CronText read, CronCalendar calendar, TimeZoneInfo zone, TimeSpan offset)
    {
        Text = text;
        _zone = zone;
        _read = read;
        _calendar = calendar;
        _clock = new ZoneClock(zone);
        _offset = offset.Ticks;
    }

    public string Text { get; }

    public string TimeZone => _zone.Id;

    /// <summary>
    /// Reads an expression of five fields, or of six with seconds first; <c>H</c> stands for a value that depends on the name.
    /// </summary>
    /// <exception cref="FormatException">The expression cannot be read, or never happens; the message says what is wrong.</exception>
    /// <exception cref="TimeZoneNotFoundException">The time zone is not known here.</exception>
    public static CronRhythm Parse(string text, string timeZone, string name, TimeSpan offset = default)
    {
        var zone = KnownTimeZone.Of(timeZone);
        var read = CronText.Read(text, StableHash.Of(name));
        var calendar = new CronCalendar(read);
        return calendar.From(0) is null
            ? throw new FormatException("it has no day on which it happens.")
            : new CronRhythm(text, read, calendar, zone, offset);
    }

    /// <summary>Counts them, and goes through the newest only: there may be very many.</summary>
    public override InstantRun Run(DateTimeOffset first, DateTimeOffset limit, int keep)
    {
        var (from, to) = (first.UtcTicks - _offset, limit.UtcTicks - _offset);
        var count = Count(from - 1, to);
        if (count <= keep)
        {
            return base.Run(first, limit, keep);
        }

        // The last time after which there are still as many as are kept.
        for (var end = to; end - from > TimeSpan.TicksPerSecond;)
        {
            var middle = from + ((end - from) / 2);
            (from, end) = Count(middle, to) >= keep ? (middle, end) : (from, middle);
        }

        var newest = base.Run(Next(new DateTimeOffset(from + _offset, TimeSpan.Zero))!.Value, limit, keep).Newest;
        return new InstantRun(count, first, newest);
    }

    /// <summary>Whether both have the same instants, however they are written.</summary>
    public bool IsSameAs(CronRhythm other) => _read == other._read && _zone.HasSameRules(other._zone) && _offset == other._offset;

    /// <summary>The first one behind the anchor is 1. Those before it, which only a backfill asks for, count down from 0.</summary>
    public override long SequenceOf(DateTimeOffset instant, DateTimeOffset anchor)
    {
        var (from, to) = (anchor.UtcTicks - _offset, instant.UtcTicks - _offset);
        return from < to ? Count(from, to) : -Count(to, from);
    }

    protected override DateTimeOffset? InstantAfter(DateTimeOffset after) =>
        NextAfter(after.UtcTicks - _offset) is { } next && next <= DateTimeOffset.MaxValue.Ticks - _offset
            ? new DateTimeOffset(next + _offset, TimeSpan.Zero)
            : null;

    /// <summary>Goes on from instant to instant, each later than the one before, whatever the zone's clocks do.</summary>
    private long? NextAfter(long done)
    {
        var offset = _clock.OffsetAt(done);
        var from = done + 1;
        while (from <= DateTime.MaxValue.Ticks)
        {
            var end = from + Look;
            var change = _clock.ChangeBetween(from - 1, end, offset);
            var local = _calendar.From(from + offset);
            var instant = local - offset;
            if (instant < (change?.At ?? end))
            {
                if (!IsSecondTime(local!.Value, instant.Value, offset))
                {
                    return instant;
                }

                from = instant.Value + 1;
            }
            else if (change is { } changed)
            {
                if (IsMadeUp(changed))
                {
                    return changed.At;
                }

                (from, offset) = (changed.At, changed.After);
            }
            else if (instant is null)
            {
                return null;
            }
            else
            {
                // Nothing comes before, whatever the clocks do meanwhile.
                from = Math.Max(end, instant.Value - (2 * ZoneClock.Span));
                offset = _clock.OffsetAt(from - 1);
            }
        }

        return null;
    }

    /// <summary>Whether the clock showed a named time of day before.</summary>
    private bool IsSecondTime(long local, long instant, long offset)
    {
        if (_read.IsRepeating)
        {
            return false;
        }

        var before = _clock.OffsetAt(instant - ZoneClock.Span);
        return before > offset && _clock.OffsetAt(local - before) == before;
    }

    /// <summary>Whether the clock jumps over a time in a named hour.</summary>
    private bool IsMadeUp(ClockChange change) =>
        change.IsGap && _read.NamesHours && _calendar.From(change.At + change.Before) < change.At + change.After;

    /// <summary>Instants later than one and not later than another: counted between the changes of the clock.</summary>
    private long Count(long done, long last)
    {
        var count = 0L;
        var (from, offset) = (done + 1, _clock.OffsetAt(done));
        while (from <= last)
        {
            var end = Math.Min(from + ZoneClock.Steady, last + 1);
            var change = _clock.ChangeBetween(from - 1, end - 1, offset);
            count += CountSteadily(from, change?.At ?? end, offset);
            from = end;
            if (change is { } changed)
            {
                count += IsMadeUp(changed) && _calendar.From(changed.At + changed.After) != changed.At + changed.After ? 1 : 0;
                (from, offset) = (changed.At, changed.After);
            }
        }

        return count;
    }

    private long CountSteadily(long from, long end, long offset)
    {
        if (!_read.IsRepeating && _clock.OffsetAt(from - ZoneClock.Span) is var before && before > offset)
        {
            // What the clocks show a second time ends where they stood when they were set back.
            var change = _clock.ChangeBetween(from - ZoneClock.Span, from, before)!.Value;
            from = Math.Max(from, change.At + change.Before - change.After);
        }

        return _calendar.Count(from + offset, end + offset);
    }
}
