namespace Ponos;

/// <summary>What becomes of a job of this handler that has not begun by its <see cref="PublishOptions.NotAfter"/>.</summary>
/// <param name="jobs">Default without the attribute: <see cref="ExpiredJobs.Park"/>.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ExpiredAttribute(ExpiredJobs jobs) : Attribute
{
    /// <summary>Parked among the dead, or dropped.</summary>
    public ExpiredJobs Jobs { get; } = jobs;
}
