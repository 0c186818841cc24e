using Ponos.Control;

namespace Ponos.Dashboard.Watching;

/// <summary>What was seen at one time. Never changed.</summary>
internal sealed record Snapshot
{
    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Processes that answered, and those that did a while ago and do not any more.</summary>
    public required IReadOnlyList<SeenProcess> Processes { get; init; }

    /// <summary>What the broker said of each queue that a process named; <see langword="null"/> where there is none of that name.</summary>
    public required IReadOnlyDictionary<string, QueueReport?> Queues { get; init; }

    /// <summary>The last minutes of each queue.</summary>
    public required IReadOnlyDictionary<string, QueueTrack> Tracks { get; init; }

    /// <summary>Why the broker could not be asked; <see langword="null"/> when it could.</summary>
    public string? Trouble { get; init; }
}

/// <summary>A process as it was last heard of.</summary>
internal sealed record SeenProcess(ProcessReport Report, DateTimeOffset SeenAt, bool IsGone);
