namespace Ponos.Benchmarks.Timers;

/// <summary>Keeps many schedules in this process, and tells a tally of each tick.</summary>
internal interface ITimers : IAsyncDisposable
{
    Task StartAsync(TimerKind kind, LatenessTally tally);
}
