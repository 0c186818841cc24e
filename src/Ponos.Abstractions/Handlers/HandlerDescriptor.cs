namespace Ponos.Handlers;

/// <summary>
/// One handler: what it listens to, how it is run, and its settings. Written by the source generator and by <c>MapTask</c>.
/// </summary>
public abstract class HandlerDescriptor
{
    private protected HandlerDescriptor(JobKind kind, string name, string handlerName, HandlerSettings? settings, string? schema)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(handlerName);
        Kind = kind;
        Name = name;
        HandlerName = handlerName;
        Settings = settings ?? HandlerSettings.Default;
        Schema = schema;
    }

    /// <summary>Whether it handles a task or listens to an event.</summary>
    public JobKind Kind { get; }

    /// <summary>The job's name, or for events a pattern.</summary>
    public string Name { get; }

    /// <summary>The handler's own name, <c>{class}.{method}</c>.</summary>
    public string HandlerName { get; }

    /// <summary>What its attributes, or its mapping, say.</summary>
    public HandlerSettings Settings { get; }

    /// <summary>
    /// The JSON Schema given with the handler, which wins over the one generated from the job's type; or <see langword="null"/>.
    /// </summary>
    public string? Schema { get; }

    /// <summary>The service that runs it, or <see langword="null"/> for each that its catalog is given to.</summary>
    public string? Service { get; init; }

    /// <summary>The services that it is given. One that is not registered fails the start.</summary>
    public IReadOnlyList<HandlerDependency> Dependencies { get; init; } = [];

    /// <summary>The CLR type of the job that it takes.</summary>
    public abstract Type JobType { get; }

    /// <summary>Does something for which the job's type must be known at compile time.</summary>
    /// <typeparam name="TResult">What comes of it.</typeparam>
    /// <param name="visitor">What to do.</param>
    /// <returns>What came of it.</returns>
    public abstract TResult Accept<TResult>(IHandlerVisitor<TResult> visitor);

    /// <summary>The same handler with other settings.</summary>
    /// <param name="settings">The settings that it has instead of its own.</param>
    /// <returns>A description of its own; this one is not changed.</returns>
    public abstract HandlerDescriptor With(HandlerSettings settings);
}

/// <summary>A handler of jobs of one CLR type.</summary>
/// <typeparam name="TJob">The job's type.</typeparam>
public sealed class HandlerDescriptor<TJob> : HandlerDescriptor
{
    /// <summary>Describes a handler.</summary>
    /// <param name="kind">Whether it handles a task or listens to an event.</param>
    /// <param name="name">The job's name, or for events a pattern.</param>
    /// <param name="handlerName">The handler's own name, <c>{class}.{method}</c>.</param>
    /// <param name="handle">Runs the handler.</param>
    /// <param name="settings">What its attributes say, or <see langword="null"/> for none.</param>
    /// <param name="schema">A JSON Schema that wins over the generated one, or <see langword="null"/>.</param>
    public HandlerDescriptor(
        JobKind kind,
        string name,
        string handlerName,
        Func<TJob, JobContext, Task> handle,
        HandlerSettings? settings = null,
        string? schema = null)
        : base(kind, name, handlerName, settings, schema)
    {
        ArgumentNullException.ThrowIfNull(handle);
        Handle = handle;
    }

    /// <inheritdoc/>
    public override Type JobType => typeof(TJob);

    /// <summary>Runs the handler for one job.</summary>
    public Func<TJob, JobContext, Task> Handle { get; }

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IHandlerVisitor<TResult> visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        return visitor.Visit(this);
    }

    /// <inheritdoc/>
    public override HandlerDescriptor With(HandlerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new HandlerDescriptor<TJob>(Kind, Name, HandlerName, Handle, settings, Schema)
        {
            Service = Service,
            Dependencies = Dependencies,
        };
    }
}
