namespace Khronos.Engine;

/// <summary>Arithmetic of missed ticks, where none is <see langword="null"/>.</summary>
internal static class MissedRun
{
    /// <summary>Both together; either may be none.</summary>
    public static MissedTicks? Join(MissedTicks? earlier, MissedTicks? later)
    {
        if (earlier is null || later is null)
        {
            return earlier ?? later;
        }

        return new MissedTicks(
            earlier.Count + later.Count,
            earlier.From < later.From ? earlier.From : later.From,
            earlier.To > later.To ? earlier.To : later.To);
    }

    /// <summary>The tick itself and all it stands for: what is missed when it is given up.</summary>
    public static MissedTicks Of(Tick tick) => Join(tick.Missed, new MissedTicks(1, tick.ScheduledAt, tick.ScheduledAt))!;
}
