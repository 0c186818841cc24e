namespace Ponos;

/// <summary>The store of a shared limit is away, and no job may start meanwhile.</summary>
/// <param name="message">Which store is away, since when, and why: what health shows.</param>
/// <param name="innerException">What the store said.</param>
public sealed class SharedLimitAwayException(string message, Exception? innerException = null) : Exception(message, innerException);
