using Khronos;

namespace Examples.Tests.Support;

/// <summary>Time events as Khronos publishes them.</summary>
internal static class Ticks
{
    public static TimePassed At(DateTimeOffset instant, string name) => new()
    {
        Name = name,
        ScheduledAt = instant,
        FiredAt = instant,
        TickId = $"{name}@{instant:yyyy-MM-ddTHH:mm:ssZ}",
        Kind = TickKind.Scheduled,
        Sequence = 1,
    };
}
