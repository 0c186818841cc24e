namespace Ponos.Publishing;

/// <summary>What a service's publisher must know of its options.</summary>
internal sealed record PublisherSettings(string Service, TimeSpan Timeout, int MaxBodyBytes)
{
    /// <summary>The longest time a job can be held back.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(30);

    /// <summary>Headers that a job hands on to what its handler publishes.</summary>
    public IReadOnlyList<string> PropagatedHeaders { get; init; } = [];
}
