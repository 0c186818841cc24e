using System.Text;

namespace Ponos;

/// <summary>
/// A job that was checked against its contract and is ready to be sent: what an outbox keeps until the transaction that
/// caused it is committed. It never changes, and is sent by <see cref="IPreparedJobs"/>, in this process or in another.
/// </summary>
public sealed record PreparedJob
{
    /// <summary>The publishing service.</summary>
    public required string Service { get; init; }

    /// <summary>Whether it is a task or an event.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>The job's name; an event's is its routing key too.</summary>
    public required string Name { get; init; }

    /// <summary>The queue of a task, or the exchange of an event.</summary>
    public required string Destination { get; init; }

    /// <summary>The message's unique id. It stays the same however often the job is sent.</summary>
    public required string MessageId { get; init; }

    /// <summary>The job as JSON, in UTF-8, with its transaction id.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>When it was published, which is when its publisher said so and not when it is sent.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>The earliest time at which it is handed out; <see langword="null"/> for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The time by which it must have begun; <see langword="null"/> for none.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Its priority, where its publisher gave one.</summary>
    public Priority? Priority { get; init; }

    /// <summary>What it is about; see <see cref="PublishOptions.OrderKey"/>.</summary>
    public string? OrderKey { get; init; }

    /// <summary>The hash of the schema that it was checked against.</summary>
    public string? ContractHash { get; init; }

    /// <summary>The handler that published it, if any.</summary>
    public string? PublisherWorkerName { get; init; }

    /// <summary>The message id of the job whose handler published it, if any.</summary>
    public string? Cause { get; init; }

    /// <summary>The W3C trace that it belongs to, if any.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The state of that trace, if any.</summary>
    public string? TraceState { get; init; }

    /// <summary>Headers of the application's. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>Writes all but the body, for whoever keeps the job; <see cref="Read"/> reads it, of this version or a later one.</summary>
    /// <returns>A JSON object.</returns>
    public string WriteProperties() => Encoding.UTF8.GetString(PreparedJobText.Write(this));

    /// <summary>Reads a job that was kept.</summary>
    /// <param name="properties">What <see cref="WriteProperties"/> wrote.</param>
    /// <param name="body">The body.</param>
    /// <returns>The job.</returns>
    /// <exception cref="FormatException">
    /// The properties were not written by this version or an earlier one; the message says what is wrong.
    /// </exception>
    public static PreparedJob Read(string properties, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(properties);
        return PreparedJobText.Read(properties, body);
    }

    /// <summary>The job's name and id.</summary>
    /// <returns>Text for logs.</returns>
    public override string ToString() => $"{Name} {MessageId}";
}
