using Microsoft.Extensions.Options;

namespace Examples.Health;

/// <summary>Whom to check: the configured targets, or those of a sample site.</summary>
public sealed class HealthTargets : IDisposable
{
    private readonly SampleSite? _samples;

    /// <summary>Takes the configured targets; starts the sample site where there are none.</summary>
    public HealthTargets(IOptions<HealthOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var configured = options.Value.Targets;
        _samples = configured.Count == 0 ? SampleSite.Start() : null;
        All = [.. (_samples?.Targets ?? configured).Select(target => new CheckHealth(target.Key, target.Value))];
    }

    /// <summary>A job for each target.</summary>
    public IReadOnlyList<CheckHealth> All { get; }

    /// <inheritdoc/>
    public void Dispose() => _samples?.Dispose();
}
