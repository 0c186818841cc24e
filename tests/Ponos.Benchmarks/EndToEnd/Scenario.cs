using Ponos.Benchmarks.Contestants;

namespace Ponos.Benchmarks.EndToEnd;

/// <summary>What is done in one block of turns, and in which order: each contestant between two turns of the baseline.</summary>
/// <param name="Consuming">The name of what its consuming measures.</param>
/// <param name="Concurrency">Jobs at a time.</param>
/// <param name="Fails">Whether each job fails once.</param>
/// <param name="Turns">Who publishes and consumes, one after the other.</param>
internal sealed record Scenario(string Consuming, int Concurrency, bool Fails, string[] Turns)
{
    private const string B = ContestantNames.HandWritten;
    private const string O = ContestantNames.Ours;
    private const string R = ContestantNames.Refined;
    private const string A = ContestantNames.OursReadyToRun;
    private const string T = ContestantNames.OursTraced;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new(Metrics.Consume1, 1, Fails: false, [B, O, B, T, B, O, B, R, B, O, B]),
        new(Metrics.Consume16, 16, Fails: false, [B, O, B, R, B, O, B, O, B]),
        new(Metrics.Retry, 1, Fails: true, [B, O, B, R, B, O, B, O, B]),
    ];

    /// <summary>The turns that measure latency, where the jobs are published and consumed at once.</summary>
    public static IReadOnlyList<string> LatencyTurns { get; } = [B, O, B, O, B];

    /// <summary>How many callers publish at once, each awaiting its own.</summary>
    public const int Callers = 512;

    /// <summary>The turns in which many callers publish.</summary>
    public static IReadOnlyList<string> ManyCallersTurns { get; } = [B, O, B, O, B];

    /// <summary>The turns of processes that are started for it.</summary>
    public static IReadOnlyList<string> FirstJobsTurns { get; } = [B, O, B];

    /// <summary>The turns that follow them where ours is compiled ahead besides.</summary>
    public static IReadOnlyList<string> AheadTurns { get; } = [A, B];
}
