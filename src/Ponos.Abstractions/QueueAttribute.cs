namespace Ponos;

/// <summary>
/// Options of a handler's queue. A queue that exists with other options is never changed: the start reports the mismatch.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class QueueAttribute : Attribute
{
    /// <summary>The kind of queue. Default: the service's, <see cref="QueueType.Quorum"/>.</summary>
    public QueueType Type { get; set; }

    /// <summary>
    /// The most jobs that may wait; beyond it the publisher gets an error. Default 0: no limit.
    /// </summary>
    public int MaxLength { get; set; }

    /// <summary>
    /// For a classic queue: the highest priority that it tells apart, from 1 to 255; a job with a higher one has this. 9 is
    /// enough for <see cref="Priority"/>, and each costs the broker memory. A quorum queue has priorities anyway, and
    /// refuses it. Default 0: a classic queue knows no priorities.
    /// </summary>
    public int MaxPriority { get; set; }

    /// <summary>
    /// Whether only one process at a time consumes the queue, in order of arrival. Default: <see langword="false"/>.
    /// </summary>
    public bool SingleActiveConsumer { get; set; }
}
