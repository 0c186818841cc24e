namespace Examples.Health;

/// <summary>The section <c>Health</c> of the configuration.</summary>
public sealed class HealthOptions
{
    /// <summary>The targets by name. Default: two on a site that the service starts on loopback.</summary>
    public IDictionary<string, Uri> Targets { get; } = new Dictionary<string, Uri>(StringComparer.Ordinal);
}
