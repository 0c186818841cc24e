namespace Ponos;

/// <summary>
/// On a record: declares the contract of a task. On a method: declares the handler of a task. A service has one handler
/// for each task; its queue is <c>{service}.{name}</c>.
/// </summary>
/// <param name="name">The task's name: dot-separated words, such as <c>docker.images.cleanup</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method, Inherited = false)]
public sealed class TaskAttribute(string name) : Attribute
{
    /// <summary>The task's name.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// On a record: the service that the task is published to. Default: the publishing service itself. Has no meaning on
    /// a method.
    /// </summary>
    public string? Service { get; set; }

    /// <summary>
    /// On a record: the priority that these jobs are published with, unless <see cref="PublishOptions.Priority"/> says another.
    /// Default: none is sent, which a quorum queue takes for <see cref="Ponos.Priority.Normal"/>. Has no meaning on a method.
    /// </summary>
    public Priority Priority { get; set; } = Priority.Normal;
}
