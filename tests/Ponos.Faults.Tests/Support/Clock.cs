using System.Diagnostics;

namespace Ponos.Faults.Tests.Support;

/// <summary>Monotonic time since the machine's start, for measuring.</summary>
internal static class Clock
{
    public static TimeSpan Now => Stopwatch.GetElapsedTime(0);
}
