namespace Ponos;

/// <summary>What is measured of the Ponos services of a host, besides what costs nothing.</summary>
public sealed class PonosMetricsOptions
{
    /// <summary>
    /// How often the broker is asked how many jobs wait in the queues of the host's services. From 1 s to 1 hour. It is
    /// <see cref="PonosOptions.QueueMetricsInterval"/> of each of them, set in code.
    /// </summary>
    /// <value>Default: <see langword="null"/>, as the services' options say: never, unless they say otherwise.</value>
    public TimeSpan? QueueInterval { get; set; }
}
