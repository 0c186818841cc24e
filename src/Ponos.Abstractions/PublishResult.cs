namespace Ponos;

/// <summary>What became of one of several jobs that were published together.</summary>
public sealed record PublishResult
{
    /// <summary>The job's message id, under which it can be published again.</summary>
    public required string MessageId { get; init; }

    /// <summary>Why it was not published, or is not known to be; <see langword="null"/> when the broker has confirmed it.</summary>
    public Exception? Error { get; init; }

    /// <summary>Whether the broker has confirmed it.</summary>
    public bool IsPublished => Error is null;
}
