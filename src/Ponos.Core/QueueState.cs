namespace Ponos;

/// <summary>What a handler's queue is doing in one process.</summary>
public enum QueueState
{
    /// <summary>Not consumed yet: the service starts, or its broker is awaited.</summary>
    Starting,

    /// <summary>Jobs come and are run.</summary>
    Consuming,

    /// <summary>A pause begins: the consumer ends, and what has not begun goes back to the queue.</summary>
    GivingBack,

    /// <summary>Left alone, for the reasons of its pauses.</summary>
    Paused,

    /// <summary>A pause is over: the last jobs from before it end, and the queue is consumed again.</summary>
    Resuming,

    /// <summary>The service stops.</summary>
    Stopped,
}
