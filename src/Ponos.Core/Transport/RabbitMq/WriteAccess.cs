namespace Ponos.Transport.RabbitMq;

/// <summary>
/// What the broker has shown of publishing: to which exchanges it lets this user write, to which not, and how large a message
/// may be. A refusal costs the channel with all publishes on it, so what is not known to be let through goes on trial, alone.
/// </summary>
internal sealed class WriteAccess(TimeProvider time)
{
    // Up to 4.2 a broker may be set to take less than any size; none is set below this.
    private const int SurelyTaken = 1024 * 1024;

    // Somebody who publishes in a loop without permission must not keep others from their trial.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ForbiddenExchange> _forbidden = [];

    // Read for every publish; replaced as a whole.
    private HashSet<string> _granted = [];
    private int _maxMessageBytes = int.MaxValue;

    /// <summary>The largest message that the broker takes, as far as it has said.</summary>
    public int MaxMessageBytes => Volatile.Read(ref _maxMessageBytes);

    /// <summary>The exchanges that may not be written to.</summary>
    public IReadOnlyList<ForbiddenExchange> Forbidden
    {
        get
        {
            lock (_gate)
            {
                return [.. _forbidden.Values];
            }
        }
    }

    public bool NeedsTrial(string exchange, int bytes) => bytes > SurelyTaken || !Volatile.Read(ref _granted).Contains(exchange);

    /// <summary>The broker has just refused it, and would again.</summary>
    public ForbiddenExchange? JustRefused(string exchange)
    {
        lock (_gate)
        {
            return _forbidden.TryGetValue(exchange, out var forbidden) && time.GetElapsedTime(forbidden.RefusedAt) < Memory
                ? forbidden
                : null;
        }
    }

    public void Grant(string exchange)
    {
        lock (_gate)
        {
            _forbidden.Remove(exchange);
            if (!_granted.Contains(exchange))
            {
                _granted = [.. _granted, exchange];
            }
        }
    }

    /// <summary>Nothing is known of it any more.</summary>
    public void Forget(string exchange)
    {
        lock (_gate)
        {
            _forbidden.Remove(exchange);
            _granted = [.. _granted.Where(granted => granted != exchange)];
        }
    }

    /// <summary>Takes in what the end of a channel says.</summary>
    public void Learn(ChannelEnd end, UnconfirmedPublish? onTrial)
    {
        var refusal = PublishRefusal.Of(end);
        if (refusal.MaxMessageBytes is { } bytes)
        {
            Volatile.Write(ref _maxMessageBytes, bytes);
        }

        if (refusal.Exchange is not { } exchange)
        {
            return;
        }

        if (refusal.Kind == PublishRefusalKind.Forbidden)
        {
            Forbid(exchange, onTrial?.RoutingKey ?? "", end.ToString());
        }
        else
        {
            Forget(exchange);
        }
    }

    private void Forbid(string exchange, string routingKey, string reason)
    {
        lock (_gate)
        {
            var since = _forbidden.GetValueOrDefault(exchange)?.Since ?? time.GetUtcNow();
            _forbidden[exchange] = new ForbiddenExchange(exchange, routingKey, since, time.GetTimestamp(), reason);
            _granted = [.. _granted.Where(granted => granted != exchange)];
        }
    }
}

/// <summary>An exchange that this user may not write to.</summary>
internal sealed record ForbiddenExchange(string Exchange, string RoutingKey, DateTimeOffset Since, long RefusedAt, string Reason)
{
    /// <summary>What permissions call it.</summary>
    public string Name => Exchange.Length == 0 ? PublishRefusal.DefaultExchange : Exchange;

    public TransportState State => new(
        TransportStatus.Faulted, Since, $"Nothing can be published to the exchange '{Name}': {Reason}. {PublishFailure.GrantWrite(Name)}");
}
