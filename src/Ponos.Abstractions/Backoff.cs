namespace Ponos;

/// <summary>How the wait between attempts grows.</summary>
public enum Backoff
{
    /// <summary>Every wait doubles the one before.</summary>
    Exponential,

    /// <summary>Every wait is the first one longer than the one before.</summary>
    Linear,

    /// <summary>Every wait is the same.</summary>
    Constant,
}
