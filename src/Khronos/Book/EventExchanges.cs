using Ponos;
using Ponos.Publishing;

namespace Khronos.Book;

/// <summary>The exchanges that events of schedules have on the broker.</summary>
internal sealed class EventExchanges(IPublisher publisher)
{
    /// <summary>Takes an event's exchange away unless somebody listens to it: whoever comes later declares it.</summary>
    /// <exception cref="TopologyMismatchException">The broker does not let Khronos.</exception>
    public Task RemoveUnusedAsync(string eventName, CancellationToken cancellationToken) =>
        publisher is IEventExchanges exchanges ? exchanges.RemoveUnusedAsync(eventName, cancellationToken) : Task.CompletedTask;
}
