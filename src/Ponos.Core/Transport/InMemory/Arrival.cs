namespace Ponos.Transport.InMemory;

/// <summary>What became of a job that was brought to a queue.</summary>
internal enum Arrival
{
    Taken,

    /// <summary>The queue is full and refuses.</summary>
    Full,

    /// <summary>The queue has ended meanwhile.</summary>
    Removed,
}
