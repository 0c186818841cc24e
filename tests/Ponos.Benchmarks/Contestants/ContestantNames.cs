namespace Ponos.Benchmarks.Contestants;

/// <summary>Who takes part, by the names that their processes are started with.</summary>
internal static class ContestantNames
{
    /// <summary>The baseline: careful, with the client's confirm tracking and an acknowledgement for each message.</summary>
    public const string HandWritten = "hand-written";

    /// <summary>
    /// Hand-written too, with what the baseline leaves out: confirms tracked by itself, acknowledgements
    /// coalesced, retries in the process.
    /// </summary>
    public const string Refined = "refined";

    public const string Ours = "ours";

    /// <summary>Ours with OpenTelemetry's tracing and metrics attached.</summary>
    public const string OursTraced = "ours-traced";

    /// <summary>Ours as docs/aot.md has it for processes that do not live long: compiled ahead, and without TieredPGO.</summary>
    public const string OursReadyToRun = "ours-ready-to-run";

    /// <summary>Ours with every job entered in the journal.</summary>
    public const string OursJournaled = "ours-journaled";
}
