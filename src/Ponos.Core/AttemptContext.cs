namespace Ponos;

/// <summary>The context of an attempt. It flows on into what a handler leaves running, and outlives the attempt's scope there.</summary>
internal abstract class AttemptContext : JobContext
{
    private volatile bool _hasEnded;

    /// <summary>Whether the attempt is over, and its scope with it.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Says that it is over; before its scope is disposed.</summary>
    public void End() => _hasEnded = true;
}
