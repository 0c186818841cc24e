namespace Ponos.Benchmarks.Timers;

/// <summary>What kind of schedules a process keeps.</summary>
internal enum TimerKind
{
    /// <summary>Intervals whose instants fall on any millisecond.</summary>
    Spread,

    /// <summary>Intervals whose instants fall on whole seconds, thousands on each.</summary>
    Seconds,

    /// <summary>Cron expressions, whose instants fall on whole seconds.</summary>
    Cron,
}
