namespace Ponos.Diagnostics;

/// <summary>What is known of a queue when somebody measures; what is <see langword="null"/> is not known.</summary>
/// <param name="Queue">Its name.</param>
internal readonly record struct QueueFigures(string Queue)
{
    /// <summary>Jobs of it that run in this process.</summary>
    public int? Running { get; init; }

    /// <summary>Jobs that are ready in it.</summary>
    public long? Depth { get; init; }

    /// <summary>How long the oldest of them waits.</summary>
    public TimeSpan? Age { get; init; }
}
