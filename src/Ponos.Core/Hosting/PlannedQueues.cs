using Ponos.Handlers;
using Ponos.Topology;

namespace Ponos.Hosting;

/// <summary>What the topology must know of a handler, by its settings and the service's options.</summary>
internal static class PlannedQueues
{
    /// <param name="handler">The handler.</param>
    /// <param name="queue">Its queue's name: for a broadcast the process's own.</param>
    /// <param name="options">The service's options.</param>
    public static HandledQueue Of(HandlerDescriptor handler, string queue, PonosOptions options) =>
        new(handler.Kind, handler.Name, queue, handler.Settings.QueueType ?? options.QueueType)
        {
            Broadcast = handler.Settings.Broadcast ?? false,
            MaxLength = handler.Settings.MaxLength ?? 0,
            MaxPriority = handler.Settings.MaxPriority ?? 0,
            SingleActiveConsumer = handler.Settings.SingleActiveConsumer ?? false,
        };
}
