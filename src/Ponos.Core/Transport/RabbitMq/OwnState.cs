namespace Ponos.Transport.RabbitMq;

/// <summary>What one connection or receiver is doing and since when: written by itself alone, read by health.</summary>
internal sealed class OwnState(TimeProvider time)
{
    private TransportState? _current;

    /// <summary>The last word; <see langword="null"/> before the first.</summary>
    public TransportState? Current => Volatile.Read(ref _current);

    public void Is(TransportStatus status, string? reason = null)
    {
        // 'Since' is when the trouble began, not when it was last looked at.
        var since = Current is { } before && before.Status == status ? before.Since : time.GetUtcNow();
        Volatile.Write(ref _current, new TransportState(status, since, reason));
    }
}
