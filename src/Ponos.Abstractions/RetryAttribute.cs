namespace Ponos;

/// <summary>How often and how fast a handler's failed job is tried again. What is not set comes from the service's options.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class RetryAttribute : Attribute
{
    /// <summary>Runs of the handler before the job is dead, the first included. From 1 to 1000. Default: the service's, 5.</summary>
    public int MaxAttempts { get; set; }

    /// <summary>The first wait, such as <c>2s</c> or <c>500ms</c>. Default: the service's, 1 s.</summary>
    public string? Delay { get; set; }

    /// <summary>The longest wait, such as <c>10m</c>. Default: the service's, 10 min.</summary>
    public string? MaxDelay { get; set; }

    /// <summary>How the waits grow. Default: the service's, <see cref="Ponos.Backoff.Exponential"/>.</summary>
    public Backoff Backoff { get; set; }

    /// <summary>
    /// Whether each wait is varied at random so that failed jobs do not come back together. Default: the
    /// service's, <see langword="true"/>.
    /// </summary>
    public bool Jitter { get; set; }
}
