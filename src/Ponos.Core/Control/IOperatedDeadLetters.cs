namespace Ponos.Control;

/// <summary>
/// The dead and invalid jobs of a service, for an operator: what <see cref="IDeadLetters"/> does, and what a person does besides.
/// </summary>
public interface IOperatedDeadLetters : IDeadLetters
{
    /// <summary>
    /// Reads jobs for a look: the oldest first, at most so many, and says how many there are. Jobs are taken out and put
    /// back; a second look at the same time sees what the first has not.
    /// </summary>
    /// <param name="jobName">The name of the task or event, or the pattern, whose handler gave up.</param>
    /// <param name="kind">Dead or invalid jobs.</param>
    /// <param name="most">How many to read. From 1 to 100 000.</param>
    /// <param name="maxBodyBytes">How much of each body is kept, in bytes; 0 for none. <see cref="DeadLetter.Body"/> is cut there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was read, and how many there are.</returns>
    Task<DeadLetterSample> SampleAsync(
        string jobName,
        DeadLetterKind kind = DeadLetterKind.Dead,
        int most = 10_000,
        int maxBodyBytes = 4096,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends jobs back as <see cref="IDeadLetters.ReplayAsync"/> does, no faster than said, and stops when jobs die again.
    /// </summary>
    /// <param name="jobName">The name of the task or event, or the pattern, whose handler gave up.</param>
    /// <param name="match">Which jobs; <see langword="null"/> for all that are there now.</param>
    /// <param name="pace">How fast, and what ends it.</param>
    /// <param name="kind">Dead or invalid jobs.</param>
    /// <param name="cancellationToken">Gives up; what was sent stays sent.</param>
    /// <returns>How many were sent back, and why it ended.</returns>
    /// <exception cref="PublishException">The broker did not take one; the rest stays where it is.</exception>
    Task<ReplayResult> ReplayAsync(
        string jobName,
        Func<DeadLetter, bool>? match,
        ReplayPace pace,
        DeadLetterKind kind = DeadLetterKind.Dead,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends another body in place of a job: under a new id, with the old one in the header <c>ponos-replaces</c>. The job is
    /// gone when the new one is confirmed. The body is not checked here: see <see cref="IOperator.ContractsAsync"/>, and
    /// <see cref="ContractCheck"/>.
    /// </summary>
    /// <param name="jobName">The name of the task or event, or the pattern, whose handler gave up.</param>
    /// <param name="messageId">The job's id.</param>
    /// <param name="body">The new body, as UTF-8 JSON. It gets the old one's tid where it has none.</param>
    /// <param name="kind">Dead or invalid jobs.</param>
    /// <param name="cancellationToken">Gives up; what was sent stays sent.</param>
    /// <returns>The new id; <see langword="null"/> when the job is not there.</returns>
    /// <exception cref="ArgumentException">The body is no JSON object.</exception>
    /// <exception cref="PublishException">The broker did not take it; the job stays where it is.</exception>
    Task<string?> ReplaceAsync(
        string jobName,
        string messageId,
        ReadOnlyMemory<byte> body,
        DeadLetterKind kind = DeadLetterKind.Dead,
        CancellationToken cancellationToken = default);
}

/// <summary>A part of the jobs that were given up on.</summary>
/// <param name="Letters">What was read, the oldest first.</param>
/// <param name="Total">How many there were when the reading began.</param>
public sealed record DeadLetterSample(IReadOnlyList<DeadLetter> Letters, long Total);

/// <summary>How fast jobs are sent back, and what ends that.</summary>
public sealed record ReplayPace
{
    /// <summary>Jobs a second at most; <see langword="null"/> for as fast as the broker takes them.</summary>
    public double? PerSecond { get; init; }

    /// <summary>Jobs at most.</summary>
    public int? Most { get; init; }

    /// <summary>
    /// Ends the replay when more jobs are in the dead or invalid queue than were left in it: some that were sent have died again.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool StopWhenOneDiesAgain { get; init; }
}

/// <summary>What became of a replay.</summary>
/// <param name="Sent">How many were sent back.</param>
/// <param name="StoppedEarly">Why it ended before all were sent; <see langword="null"/> when it did not.</param>
public sealed record ReplayResult(int Sent, string? StoppedEarly);
