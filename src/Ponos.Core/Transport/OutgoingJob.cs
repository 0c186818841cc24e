namespace Ponos.Transport;

/// <summary>One message to send. The transport must not keep <see cref="Body"/> after the send completed.</summary>
internal readonly record struct OutgoingJob
{
    /// <summary>A queue, by the default exchange and mandatory; or an event's exchange, with the event's name as routing key.</summary>
    public required JobAddress Address { get; init; }

    /// <summary>The job's name, for whoever is told of it.</summary>
    public required string Name { get; init; }

    /// <summary>The property <c>type</c>: for what is published the job's name, for a copy what its original has.</summary>
    public required string? Type { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>None on the copy of a job that had none.</summary>
    public string? MessageId { get; init; }

    /// <summary>The publishing service, as far as it said.</summary>
    public string? AppId { get; init; }

    /// <summary>When it was published, as far as its publisher said.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>What else the message says of itself; <see langword="null"/> for JSON of our own and nothing else.</summary>
    public MessageProperties? Properties { get; init; }

    /// <summary>What nearly every job carries in its headers, apart from them so that it costs no dictionary.</summary>
    public JobMarks Marks { get; init; }

    /// <summary>Further headers, or none. Belongs to the transport from here on.</summary>
    public Dictionary<string, object?>? Headers { get; init; }

    /// <summary>
    /// How long the broker holds the job back before it reaches its address. Zero: not at all. Whole
    /// seconds on RabbitMQ, rounded up.
    /// </summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The same job with its marks among its headers.</summary>
    public OutgoingJob WithAllHeaders()
    {
        if (Marks.IsEmpty)
        {
            return this;
        }

        var headers = Headers ?? new Dictionary<string, object?>(StringComparer.Ordinal);
        Marks.AddTo(headers);
        return this with { Headers = headers, Marks = default };
    }
}

/// <summary>Where a job goes.</summary>
internal readonly record struct JobAddress(bool IsQueue, string Name)
{
    private readonly string? _key;

    /// <summary>What an exchange routes by: its own name, unless it is one that leads to several places.</summary>
    public string RoutingKey
    {
        get => _key ?? Name;
        init => _key = value;
    }

    public static JobAddress Queue(string queue) => new(true, queue);

    public static JobAddress Event(string name) => new(false, name);

    /// <summary>A way through an exchange to those who are bound by that key.</summary>
    public static JobAddress Through(string exchange, string routingKey) => new(false, exchange) { RoutingKey = routingKey };
}
