namespace Ponos.Contracts;

/// <summary>A job's contract as it was declared: its name, kind, CLR type, and where its schema comes from.</summary>
public abstract class ContractDescriptor
{
    private protected ContractDescriptor(JobKind kind, string name, string? service, string? schema)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Kind = kind;
        Name = name;
        Service = service;
        Schema = schema;
    }

    /// <summary>Whether the job is a task or an event.</summary>
    public JobKind Kind { get; }

    /// <summary>The job's name, or the pattern of events that a handler listens to.</summary>
    public string Name { get; }

    /// <summary>The service that a task is published to, or <see langword="null"/> for the publishing service itself.</summary>
    public string? Service { get; }

    /// <summary>The JSON Schema as it was given, or <see langword="null"/> to generate it from the type.</summary>
    public string? Schema { get; }

    /// <summary>
    /// Whether a library offers it to every service that references the library: it can be published, and is part of what the
    /// service says of itself (AsyncAPI, recorded contracts) only where the service's code is known to publish it.
    /// Default: <see langword="false"/>.
    /// </summary>
    public bool IsOffered { get; init; }

    /// <summary>The priority that its jobs are published with, unless a publish says another. Default: none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such priority.</exception>
    public Priority? Priority
    {
        get;
        init => field = value is null or Ponos.Priority.Low or Ponos.Priority.Normal or Ponos.Priority.High
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Priority), value, "A Priority is Low, Normal or High.");
    }

    /// <summary>The CLR type of the job.</summary>
    public abstract Type JobType { get; }

    /// <summary>Does something for which the job's type must be known at compile time.</summary>
    /// <typeparam name="TResult">What comes of it.</typeparam>
    /// <param name="visitor">What to do.</param>
    /// <returns>What came of it.</returns>
    public abstract TResult Accept<TResult>(IContractVisitor<TResult> visitor);
}

/// <summary>The contract of jobs of one CLR type.</summary>
/// <typeparam name="TJob">The job's type.</typeparam>
public sealed class ContractDescriptor<TJob> : ContractDescriptor
{
    /// <summary>Declares a contract.</summary>
    /// <param name="kind">Whether the job is a task or an event.</param>
    /// <param name="name">The job's name.</param>
    /// <param name="service">The service that a task is published to, or <see langword="null"/> for the publishing service itself.</param>
    /// <param name="schema">A JSON Schema that wins over the generated one, or <see langword="null"/>.</param>
    public ContractDescriptor(JobKind kind, string name, string? service = null, string? schema = null)
        : base(kind, name, service, schema)
    {
    }

    /// <inheritdoc/>
    public override Type JobType => typeof(TJob);

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IContractVisitor<TResult> visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        return visitor.Visit(this);
    }
}
