namespace Ponos;

/// <summary>
/// On a record: declares the contract of an event. On a method: declares a handler that listens to an event, or to every
/// event whose name matches a pattern.
/// </summary>
/// <param name="name">
/// The event's name, such as <c>time.one-day.passed</c>. On a method also a pattern, in which <c>*</c> stands for one
/// word and <c>#</c> for any number of words: <c>time.*.passed</c>.
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method, Inherited = false)]
public sealed class EventAttribute(string name) : Attribute
{
    /// <summary>The event's name or pattern.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// On a method: whether every process of the service gets its own copy, instead of one process of the service.
    /// Default: <see langword="false"/>. A broadcast queue lives as long as its process.
    /// </summary>
    public bool Broadcast { get; set; }

    /// <summary>
    /// On a record: the priority that these jobs are published with, unless <see cref="PublishOptions.Priority"/> says another.
    /// Default: none is sent, which a quorum queue takes for <see cref="Ponos.Priority.Normal"/>. Has no meaning on a method.
    /// </summary>
    public Priority Priority { get; set; } = Priority.Normal;
}
