namespace Ponos;

/// <summary>How a queue is moved to the arguments that a service declares now.</summary>
public sealed record QueueMigrationOptions
{
    /// <summary>
    /// Says that nobody publishes to the queue by its name while it is moved. RabbitMQ deletes a quorum queue whether or not a job
    /// came in the same instant, so tasks have to be held up by those who send them; events are held back by the migration itself.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool PublishersAreStopped { get; init; }

    /// <summary>Bindings that the queue has besides those of the service, and is to keep.</summary>
    public IReadOnlyList<DeclaredBinding> OtherBindings { get; init; } = [];
}

/// <summary>What became of a migration.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Moved">How many jobs were moved over, and back.</param>
public sealed record QueueMigration(string Queue, long Moved);
