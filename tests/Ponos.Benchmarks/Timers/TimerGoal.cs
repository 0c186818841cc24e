using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.Timers;

/// <summary>What issue 6 asks of Khronos.</summary>
/// <param name="Kind">With which schedules.</param>
/// <param name="Core">At most this share of one core.</param>
/// <param name="P99Milliseconds">At most so late, but for one tick in a hundred.</param>
internal sealed record TimerGoal(TimerKind Kind, double Core, double P99Milliseconds)
{
    public static IReadOnlyList<TimerGoal> All { get; } =
        [new(TimerKind.Spread, 0.02, 20), new(TimerKind.Seconds, 0.02, 20), new(TimerKind.Cron, 0.02, 100)];

    public string Text => $"≤ {NumberText.Plain(Core * 100)} %, p99 ≤ {NumberText.Plain(P99Milliseconds)} ms";

    public bool IsMet(TimerSample sample) => sample.Core <= Core && sample.P99Milliseconds <= P99Milliseconds && sample.Early == 0;
}
