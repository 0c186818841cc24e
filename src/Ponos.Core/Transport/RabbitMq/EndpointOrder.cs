namespace Ponos.Transport.RabbitMq;

/// <summary>
/// In which order the brokers of a cluster are tried: drawn anew each time; later those that another connection of ours is
/// at, so that one of them still hears what the other does not; and last those that were given up of late although they
/// take connections, as a node does that has lost the others.
/// </summary>
internal sealed class EndpointOrder(RabbitTransportOptions options)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<RabbitEndpoint, long> _givenUp = [];
    private readonly Dictionary<string, RabbitEndpoint> _used = new(StringComparer.Ordinal);

    /// <summary>Whether there is a broker besides the one that is to be given up.</summary>
    public bool HasOthers => options.Endpoints.Count > 1;

    public void GiveUp(RabbitEndpoint endpoint)
    {
        lock (_gate)
        {
            _givenUp[endpoint] = options.TimeProvider.GetTimestamp();
        }
    }

    /// <summary>Says where the connection for a role is now.</summary>
    public void Use(string role, RabbitEndpoint endpoint)
    {
        lock (_gate)
        {
            _used[role] = endpoint;
        }
    }

    /// <summary>The brokers for a role's next connection, the first to try first.</summary>
    public RabbitEndpoint[] Draw(string role)
    {
        var endpoints = options.Endpoints.ToArray();
        Random.Shared.Shuffle(endpoints);
        lock (_gate)
        {
            // Stable: those of one kind keep the order that was drawn.
            return [.. endpoints.OrderBy(endpoint => IsGivenUp(endpoint) ? 2 : IsUsed(role, endpoint) ? 1 : 0)];
        }
    }

    private bool IsGivenUp(RabbitEndpoint endpoint) =>
        _givenUp.TryGetValue(endpoint, out var at) && options.TimeProvider.GetElapsedTime(at) < Memory;

    private bool IsUsed(string role, RabbitEndpoint endpoint) => _used.Any(use => use.Key != role && use.Value == endpoint);
}
