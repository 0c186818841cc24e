namespace Ponos.Transport;

/// <summary>Where a job comes from: the headers that the publisher writes to nearly every job.</summary>
internal readonly record struct JobMarks
{
    /// <summary>The hash of the schema that the publisher enforced.</summary>
    public string? Contract { get; init; }

    /// <summary>The handler that published it.</summary>
    public string? PublisherWorkerName { get; init; }

    /// <summary>The message id of the job whose handler published it.</summary>
    public string? Cause { get; init; }

    /// <summary>When it was published, in milliseconds since 1970.</summary>
    public long? PublishedAt { get; init; }

    /// <summary>The time by which it must have begun, in milliseconds since 1970.</summary>
    public long? NotAfter { get; init; }

    public string? TraceParent { get; init; }

    public string? TraceState { get; init; }

    public bool IsEmpty =>
        Contract is null && PublisherWorkerName is null && Cause is null && PublishedAt is null && NotAfter is null && TraceParent is null
        && TraceState is null;

    /// <summary>Adds what there is to a message's headers, and leaves alone what they say already.</summary>
    public void AddTo(Dictionary<string, object?> headers)
    {
        Add(headers, JobHeaders.Contract, Contract);
        Add(headers, JobHeaders.PublisherWorkerName, PublisherWorkerName);
        Add(headers, JobHeaders.Cause, Cause);
        Add(headers, JobHeaders.PublishedAt, PublishedAt);
        Add(headers, JobHeaders.NotAfter, NotAfter);
        Add(headers, JobHeaders.TraceParent, TraceParent);
        Add(headers, JobHeaders.TraceState, TraceState);
    }

    private static void Add(Dictionary<string, object?> headers, string name, object? value)
    {
        if (value is not null)
        {
            headers.TryAdd(name, value);
        }
    }
}
