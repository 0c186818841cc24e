namespace Ponos;

/// <summary>What a broker says of itself when one connects.</summary>
public sealed record BrokerIdentity
{
    /// <summary>Its product, such as <c>RabbitMQ</c>.</summary>
    public required string Product { get; init; }

    /// <summary>Its version; <see langword="null"/> where it tells none that can be read.</summary>
    public Version? Version { get; init; }

    /// <summary>The name of its cluster; <see langword="null"/> where it tells none.</summary>
    public string? Cluster { get; init; }

    /// <summary>The user that we are to it; <see langword="null"/> where a certificate says who we are.</summary>
    public string? User { get; init; }
}
