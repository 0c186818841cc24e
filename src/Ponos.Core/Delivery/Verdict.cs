using Ponos.Diagnostics;

namespace Ponos.Delivery;

/// <summary>What the line found out about a delivery. The settlement, the report and the settler are made from it.</summary>
internal sealed record Verdict
{
    private static readonly Verdict SucceededAtFirst = new(JobOutcome.Succeeded, Tries.First);

    public Verdict(JobOutcome outcome, Tries tries) => (Outcome, Tries) = (outcome, tries);

    public JobOutcome Outcome { get; }

    /// <summary>The tries up to the last attempt that was made.</summary>
    public Tries Tries { get; }

    /// <summary>Whether the attempt counts; a failure that says nothing about the job does not.</summary>
    public bool Counts { get; init; } = true;

    /// <summary>The tries that a next attempt would be.</summary>
    public Tries Next { get; init; }

    /// <summary>How long to wait before the next attempt, if there is one.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Whether attempts failed in this process that the delivery's headers do not tell of.</summary>
    public bool IsUnrecorded { get; init; }

    /// <summary>Whether a job that was cancelled goes back to its queue, and is not dead.</summary>
    public bool ComesAgain { get; init; }

    /// <summary>Whether the handler does not want a job that expired to be kept.</summary>
    public bool Drops { get; init; }

    /// <summary>
    /// What made the outcome, where something did. Its text is the application's: read it through <see cref="ForeignText"/>.
    /// </summary>
    public Exception? Error { get; init; }

    public IReadOnlyList<ContractViolation> Violations { get; init; } = [];

    /// <summary>Why the job's queue is to be left alone before the job goes back; none to go on.</summary>
    public PauseOrder? Pause { get; init; }

    /// <summary>The verdict on nearly every job: one object for all that succeed at first.</summary>
    public static Verdict Succeeded(Tries tries) => tries == Tries.First ? SucceededAtFirst : new(JobOutcome.Succeeded, tries);

    /// <summary>An operator cancelled the job while it ran, and it ended with an error or while it waited.</summary>
    public static Verdict Cancelled(Tries tries, JobCancellation cancellation, Exception? error) => new(JobOutcome.Cancelled, tries)
    {
        Error = new OperationCanceledException($"Cancelled by {ForeignText.Name(cancellation.By)}.", error),
        Counts = false,
        ComesAgain = cancellation.Again,
    };

    /// <summary>The job cannot be run, whoever tries it.</summary>
    public static Verdict Broken(JobOutcome outcome, Tries tries, ContractViolation violation) =>
        new(outcome, tries) { Violations = [violation] };
}
