namespace Ponos;

/// <summary>
/// On a method: runs before a job is declared dead, with the job and, in <see cref="JobContext.Failure"/>, the reason.
/// For compensation: a refund, a ticket. Its own failure is logged; the job is dead all the same.
/// </summary>
/// <param name="name">The name of the task or event whose handler gave up.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OnDeadAttribute(string name) : Attribute
{
    /// <summary>The job's name.</summary>
    public string Name { get; } = name;
}
