namespace Ponos.Control;

/// <summary>A job that an operator publishes.</summary>
public sealed record OperatorJob
{
    /// <summary>Whether it is a task or an event.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The service that a task is for. Not for events.</summary>
    public string? Service { get; init; }

    /// <summary>
    /// The service in whose name it is published (<c>app_id</c>), as Khronos wants for what only a schedule's owner may say. A
    /// broker's user is what it is.
    /// </summary>
    /// <value>Default: none.</value>
    public string? PublishedBy { get; init; }

    /// <summary>Its JSON object, as UTF-8.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How long the broker holds it back. Default: not at all.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Its priority. Default: none.</summary>
    public Priority? Priority { get; init; }

    /// <summary>Headers of the application's own.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Sends it even where nobody who receives it tells a contract.</summary>
    public bool Unchecked { get; init; }
}

/// <summary>A job that an operator published.</summary>
public sealed record OperatorPublished
{
    /// <summary>Its unique id.</summary>
    public required string MessageId { get; init; }

    /// <summary>Its transaction id.</summary>
    public required string Tid { get; init; }

    /// <summary>The hash of the contract that it was checked against; <see langword="null"/> for none.</summary>
    public string? ContractHash { get; init; }
}
