namespace Ponos.Journal;

/// <summary>What became of one delivery of a job, or that a job was published; without its body.</summary>
public sealed record JournalEntry
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The service that handled the job.</summary>
    public string Service { get; init; } = "";

    /// <summary>The process.</summary>
    public string Instance { get; init; } = "";

    /// <summary>The handler.</summary>
    public required string Handler { get; init; }

    /// <summary>Whether it is a task or an event.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>The job's name.</summary>
    public required string Job { get; init; }

    /// <summary>Its unique id, where it has one.</summary>
    public string? Id { get; init; }

    /// <summary>Its transaction id.</summary>
    public string? Tid { get; init; }

    /// <summary>The id of the job whose handler published it.</summary>
    public string? Cause { get; init; }

    /// <summary>The last attempt that was made. The first is 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>What became of it.</summary>
    public required JobOutcome Outcome { get; init; }

    /// <summary>Where it is now, for a job that was given up on: the reason that its copy carries.</summary>
    public string? Reason { get; init; }

    /// <summary>The type of the exception, where there was one.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The exception's message, at most 1024 characters.</summary>
    public string? Error { get; init; }

    /// <summary>Where a job broke its schema: JSON Pointer and keyword, at most eight.</summary>
    public IReadOnlyList<string> Pointers { get; init; } = [];

    /// <summary>From its publishing to its beginning, in seconds, where its publisher said when.</summary>
    public double? Wait { get; init; }

    /// <summary>From its delivery to its outcome, in seconds.</summary>
    public required double Run { get; init; }

    /// <summary>The hash of the schema that was enforced.</summary>
    public string? Contract { get; init; }

    /// <summary>The service that published it, where it said.</summary>
    public string? Publisher { get; init; }
}
