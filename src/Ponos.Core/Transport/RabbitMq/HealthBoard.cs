namespace Ponos.Transport.RabbitMq;

/// <summary>What each connection and queue is doing; written by those who do it, read as one snapshot.</summary>
internal sealed class HealthBoard(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TransportState> _connections = [];
    private readonly Dictionary<string, TransportState> _queues = [];

    public TransportHealth Snapshot()
    {
        lock (_gate)
        {
            return new TransportHealth(Worst(), new Dictionary<string, TransportState>(_queues));
        }
    }

    public void Connection(string role, TransportStatus status, string? reason = null) => Write(_connections, role, status, reason);

    public void Queue(string queue, TransportStatus status, string? reason = null) => Write(_queues, queue, status, reason);

    public void Forget(string queue)
    {
        lock (_gate)
        {
            _queues.Remove(queue);
        }
    }

    private void Write(Dictionary<string, TransportState> states, string key, TransportStatus status, string? reason)
    {
        lock (_gate)
        {
            // 'Since' is when the trouble began, not when it was last looked at.
            var since = states.TryGetValue(key, out var before) && before.Status == status ? before.Since : time.GetUtcNow();
            states[key] = new TransportState(status, since, reason);
        }
    }

    private TransportState Worst()
    {
        TransportState? worst = null;
        foreach (var state in _connections.Values)
        {
            if (worst is null || state.Status > worst.Status)
            {
                worst = state;
            }
        }

        return worst ?? new TransportState(TransportStatus.Reconnecting, time.GetUtcNow(), "Not connected yet: nothing has been asked of the broker.");
    }
}
