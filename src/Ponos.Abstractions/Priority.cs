namespace Ponos;

/// <summary>
/// Which of the jobs that wait in a queue is handed out first. On RabbitMQ from 4.3 quorum queues keep the order strictly;
/// 4.0 to 4.2 tell high from the others, and hand out two high ones for each of them; before that they tell nothing apart.
/// A classic queue does as far as it asks for priorities with <see cref="QueueAttribute.MaxPriority"/>.
/// </summary>
public enum Priority
{
    /// <summary>After the others. On the wire: 1.</summary>
    Low,

    /// <summary>Like a job without a priority, in a quorum queue. On the wire: 4.</summary>
    Normal,

    /// <summary>Before the others. On the wire: 9.</summary>
    High,
}
