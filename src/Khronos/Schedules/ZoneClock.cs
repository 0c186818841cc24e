namespace Khronos.Schedules;

/// <summary>
/// What the clocks of a time zone are ahead of UTC, asked by instants only: what a local time means is ambiguous, and
/// .NET's answer to that differs between zones whose winter is the exception. Instants and offsets are ticks.
/// </summary>
internal sealed class ZoneClock(TimeZoneInfo zone)
{
    /// <summary>Clocks are never changed twice within this.</summary>
    public static readonly long Steady = TimeSpan.FromDays(14).Ticks;

    /// <summary>No clock is ahead of another by more.</summary>
    public static readonly long Span = TimeSpan.FromHours(27).Ticks;

    private readonly bool _isFixed = zone.GetAdjustmentRules().Length == 0;

    public long OffsetAt(long instant) =>
        _isFixed
            ? zone.BaseUtcOffset.Ticks
            : zone.GetUtcOffset(new DateTime(Math.Clamp(instant, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc)).Ticks;

    /// <summary>
    /// The first instant after one and up to another, no farther than <see cref="Steady"/>, from which on
    /// the clocks show another offset.
    /// </summary>
    /// <param name="after">Where the search begins.</param>
    /// <param name="upTo">Where it ends.</param>
    /// <param name="offset">The offset at the beginning.</param>
    public ClockChange? ChangeBetween(long after, long upTo, long offset)
    {
        var offsetThen = OffsetAt(upTo);
        if (offsetThen == offset)
        {
            return null;
        }

        // Clocks are changed on whole seconds.
        var (before, at) = (after / TimeSpan.TicksPerSecond, (upTo + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
        while (at - before > 1)
        {
            var middle = before + ((at - before) / 2);
            if (OffsetAt(middle * TimeSpan.TicksPerSecond) == offset)
            {
                before = middle;
            }
            else
            {
                at = middle;
            }
        }

        return new ClockChange(at * TimeSpan.TicksPerSecond, offset, offsetThen);
    }
}

/// <summary>From an instant on, the clocks of a zone show another offset.</summary>
internal readonly record struct ClockChange(long At, long Before, long After)
{
    /// <summary>Whether local times are left out, and not shown twice.</summary>
    public bool IsGap => After > Before;
}
