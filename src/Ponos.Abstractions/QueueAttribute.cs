namespace Ponos;

/// <summary>Options of a handler's queue. A queue that exists with other options is never changed: the start reports the mismatch.</summary>
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
    /// Whether only one process at a time consumes the queue, in order of arrival. Default: <see langword="false"/>.
    /// </summary>
    public bool SingleActiveConsumer { get; set; }
}
