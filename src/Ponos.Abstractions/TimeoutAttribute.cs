namespace Ponos;

/// <summary>
/// How long one attempt of a handler may run. When it is over, the handler's cancellation token is cancelled; the
/// attempt counts as failed.
/// </summary>
/// <param name="duration">The time, such as <c>30s</c>, <c>1m30s</c> or <c>2h</c>; <c>none</c> for no timeout.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class TimeoutAttribute(string duration) : Attribute
{
    /// <summary>The time one attempt may take.</summary>
    public string Duration { get; } = duration;
}
