namespace Ponos.Transport.RabbitMq;

/// <summary>
/// In which order the brokers of a cluster are tried: drawn anew each time, and last those that were given up of late
/// although they take connections, as a node does that has lost the others.
/// </summary>
internal sealed class EndpointOrder(RabbitTransportOptions options)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<RabbitEndpoint, long> _givenUp = [];

    /// <summary>Whether there is a broker besides the one that is to be given up.</summary>
    public bool HasOthers => options.Endpoints.Count > 1;

    public void GiveUp(RabbitEndpoint endpoint)
    {
        lock (_gate)
        {
            _givenUp[endpoint] = options.TimeProvider.GetTimestamp();
        }
    }

    public RabbitEndpoint[] Draw()
    {
        var endpoints = options.Endpoints.ToArray();
        Random.Shared.Shuffle(endpoints);
        lock (_gate)
        {
            // Stable: those of one kind keep the order that was drawn.
            return [.. endpoints.OrderBy(IsGivenUp)];
        }
    }

    private bool IsGivenUp(RabbitEndpoint endpoint) =>
        _givenUp.TryGetValue(endpoint, out var at) && options.TimeProvider.GetElapsedTime(at) < Memory;
}
