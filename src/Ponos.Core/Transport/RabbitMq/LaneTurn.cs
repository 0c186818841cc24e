using RabbitMQ.Client;

namespace Ponos.Transport.RabbitMq;

/// <summary>One publish that is to be written, on which channel, and as which of that channel's.</summary>
internal readonly record struct LaneTurn(IChannel Channel, LiveConnection Live, PendingPublish Pending, ulong Sequence);
