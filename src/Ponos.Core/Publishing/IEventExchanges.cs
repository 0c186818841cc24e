namespace Ponos.Publishing;

/// <summary>The exchanges of events whose names are made while the service runs, beside its <see cref="IPublisher"/>.</summary>
internal interface IEventExchanges
{
    /// <summary>
    /// Takes an event's exchange away that nobody will publish to any more, unless somebody listens to it. Whoever listens
    /// later, or publishes again, declares it anew.
    /// </summary>
    /// <param name="name">The event's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it is gone; <see langword="false"/> where somebody listens, or this service declares nothing.</returns>
    /// <exception cref="TopologyMismatchException">The broker does not let this user. Everything is as it was.</exception>
    /// <exception cref="BrokerUnavailableException">The broker could not be asked.</exception>
    Task<bool> RemoveUnusedAsync(string name, CancellationToken cancellationToken);
}
