namespace Ponos;

/// <summary>
/// A queue or exchange exists on the broker with other options than the service declares. Nothing was changed; the
/// message names the thing, the option, both values and the remedy.
/// </summary>
/// <param name="resource">The queue's or exchange's name.</param>
/// <param name="message">What differs and what to do about it.</param>
/// <param name="innerException">What the broker said.</param>
public sealed class TopologyMismatchException(string resource, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The queue's or exchange's name.</summary>
    public string Resource { get; } = resource;
}
