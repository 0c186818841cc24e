using System.Collections.Frozen;

namespace Ponos;

/// <summary>Which of a handler's two queues of jobs given up on.</summary>
public enum DeadLetterKind
{
    /// <summary>Jobs that were stopped, ran out of attempts, or killed their process too often.</summary>
    Dead,

    /// <summary>Jobs that broke their contract.</summary>
    Invalid,
}

/// <summary>A job that was given up on, and what is known of why and of where it came from.</summary>
public sealed record DeadLetter
{
    /// <summary>Its unique id; empty where it came without one.</summary>
    public required string MessageId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Why: <c>stopped</c>, <c>exhausted</c>, <c>unhandled</c>, <c>expired</c>, <c>delivery-limit</c>, <c>undecodable</c>,
    /// <c>invalid</c> or one of the application's.
    /// </summary>
    public required string Reason { get; init; }

    /// <summary>The queue that it came from and that a replay sends it to.</summary>
    public required string Queue { get; init; }

    /// <summary>Its bytes as they were published.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How many bytes its body has; <see cref="Body"/> has fewer where a look asked for a part.</summary>
    public int BodyBytes { get; init; }

    /// <summary>The type of the exception, where there was one.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The exception's message; for a job that breaks its schema pointers and keywords, and never a value of the job.</summary>
    public string? Error { get; init; }

    /// <summary>The last attempt that was made. The first is 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When it was given up on, where that is known.</summary>
    public DateTimeOffset? DiedAt { get; init; }

    /// <summary>When it was published: to the millisecond where its publisher was Ponos, else to the second, where it said.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>The service that published it, where it said.</summary>
    public string? PublishedBy { get; init; }

    /// <summary>The broker's user that published it, where the broker vouched for one (<c>user_id</c>).</summary>
    public string? UserId { get; init; }

    /// <summary>Its transaction id; <see langword="null"/> where its body has none or cannot be read.</summary>
    public string? Tid { get; init; }

    /// <summary>The hash of the schema that its publisher enforced, where it said.</summary>
    public string? PublisherContract { get; init; }

    /// <summary>The hash of the schema that it was checked against where it died, where that was said.</summary>
    public string? EnforcedContract { get; init; }

    /// <summary>What its body is said to be, as <c>application/json</c>; where nobody said, <see langword="null"/>.</summary>
    public string? ContentType { get; init; }

    /// <summary>How its body is said to be packed, as <c>gzip</c>; mostly <see langword="null"/>.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>Its headers that have a text, as <see cref="JobContext.Headers"/> has them; from outside, so trust none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;
}

/// <summary>Jobs that were given up on for the same reason.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="ErrorType">The type of the exception, where there was one.</param>
/// <param name="Count">How many.</param>
/// <param name="Latest">When the latest was given up on, where that is known.</param>
public sealed record DeadLetterGroup(string Reason, string? ErrorType, int Count, DateTimeOffset? Latest);

/// <summary>
/// The dead and invalid jobs of one service, for a person or a program that decides what becomes of them. Looking takes
/// jobs out and puts them back: two who look at the same time each see a part.
/// </summary>
public interface IDeadLetters
{
    /// <summary>Lists jobs, oldest first.</summary>
    /// <param name="jobName">The name of the task or event, or the pattern, whose handler gave up.</param>
    /// <param name="kind">Dead or invalid jobs.</param>
    /// <param name="skip">How many to leave out at the beginning.</param>
    /// <param name="take">How many to give at most. From 1 to 1000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The jobs; fewer than asked for when there are no more.</returns>
    /// <exception cref="ArgumentException">The service has no handler for that name.</exception>
    Task<IReadOnlyList<DeadLetter>> ListAsync(
        string jobName,
        DeadLetterKind kind = DeadLetterKind.Dead,
        int skip = 0,
        int take = 100,
        CancellationToken cancellationToken = default);

    /// <summary>Counts jobs by reason and error type, most first.</summary>
    /// <param name="jobName">The name of the task or event, or the pattern, whose handler gave up.</param>
    /// <param name="kind">Dead or invalid jobs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The groups.</returns>
    /// <exception cref="ArgumentException">The service has no handler for that name.</exception>
    Task<IReadOnlyList<DeadLetterGroup>> GroupAsync(
        string jobName, DeadLetterKind kind = DeadLetterKind.Dead, CancellationToken cancellationToken = default);

    /// <summary>Looks at one job.</summary>
    /// <param name="jobName">The name of the task or event, or the pattern, whose handler gave up.</param>
    /// <param name="messageId">The job's id.</param>
    /// <param name="kind">Dead or invalid jobs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The job, or <see langword="null"/> when it is not there.</returns>
    /// <exception cref="ArgumentException">The service has no handler for that name.</exception>
    Task<DeadLetter?> PeekAsync(
        string jobName, string messageId, DeadLetterKind kind = DeadLetterKind.Dead, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends jobs back to the queue that they came from, with their attempts reset. The copy is confirmed before the
    /// original goes: a crash in between leaves a job in both, under one message id.
    /// </summary>
    /// <param name="jobName">The name of the task or event, or the pattern, whose handler gave up.</param>
    /// <param name="match">Which jobs; <see langword="null"/> for all that are there now.</param>
    /// <param name="kind">Dead or invalid jobs.</param>
    /// <param name="cancellationToken">Gives up; what was sent stays sent.</param>
    /// <returns>How many were sent back.</returns>
    /// <exception cref="ArgumentException">The service has no handler for that name.</exception>
    /// <exception cref="PublishException">The broker did not take one; the rest stays where it is.</exception>
    Task<int> ReplayAsync(
        string jobName,
        Func<DeadLetter, bool>? match = null,
        DeadLetterKind kind = DeadLetterKind.Dead,
        CancellationToken cancellationToken = default);

    /// <summary>Drops jobs for good.</summary>
    /// <param name="jobName">The name of the task or event, or the pattern, whose handler gave up.</param>
    /// <param name="match">Which jobs.</param>
    /// <param name="kind">Dead or invalid jobs.</param>
    /// <param name="cancellationToken">Gives up; what was dropped stays dropped.</param>
    /// <returns>How many were dropped.</returns>
    /// <exception cref="ArgumentException">The service has no handler for that name.</exception>
    Task<int> DropAsync(
        string jobName,
        Func<DeadLetter, bool> match,
        DeadLetterKind kind = DeadLetterKind.Dead,
        CancellationToken cancellationToken = default);
}
