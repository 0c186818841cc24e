namespace Ponos.Transport;

internal enum TransportStatus
{
    /// <summary>Connected, declared and consuming.</summary>
    Healthy,

    /// <summary>Connecting or reconnecting; comes back by itself.</summary>
    Reconnecting,

    /// <summary>Cannot work until a person changes something: a queue exists with other options, a login is refused.</summary>
    Faulted,
}

/// <summary>What a transport or one of its receivers is doing, since when and why.</summary>
internal sealed record TransportState(TransportStatus Status, DateTimeOffset Since, string? Reason = null);

/// <summary>A snapshot of a transport's health.</summary>
internal sealed record TransportHealth(TransportState Connection, IReadOnlyDictionary<string, TransportState> Queues);
