using Ponos.Transport;

namespace Ponos.Publishing;

/// <summary>
/// What a priority is on the wire. Quorum queues take a job without one for 4 from RabbitMQ 4.3 on; 4.0 to 4.2 take what is
/// above 4 for high. 0 cannot be sent: to the client it is none.
/// </summary>
internal static class WirePriority
{
    private static readonly MessageProperties _low = Of(1), _normal = Of(4), _high = Of(9);

    /// <summary>The properties of a job of our own; none where nothing is said, so that it stays as it was.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such priority.</exception>
    public static MessageProperties? PropertiesOf(Priority? priority) => priority switch
    {
        null => null,
        Priority.Low => _low,
        Priority.Normal => _normal,
        Priority.High => _high,
        _ => throw new ArgumentOutOfRangeException(nameof(priority), priority, "A Priority is Low, Normal or High."),
    };

    private static MessageProperties Of(byte priority) => new() { ContentType = MessageProperties.Json, Priority = priority };
}
