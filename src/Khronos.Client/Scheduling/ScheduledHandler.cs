using Khronos.Naming;
using Ponos;
using Ponos.Handlers;

namespace Khronos.Scheduling;

/// <summary>A handler that runs by a schedule of its own. Written by the source generator for <c>[Every]</c> and <c>[Cron]</c>.</summary>
public abstract class ScheduledHandler
{
    private protected ScheduledHandler(PutSchedule schedule, string handlerName)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentException.ThrowIfNullOrEmpty(handlerName);
        Schedule = schedule;
        HandlerName = handlerName;
    }

    /// <summary>
    /// What Khronos is asked for. A schedule that has neither a name nor an interval is given a name of
    /// the service's and the handler's.
    /// </summary>
    public PutSchedule Schedule { get; }

    /// <summary>The handler's own name, <c>{class}.{method}</c>.</summary>
    public string HandlerName { get; }

    /// <summary>The service that runs it, or <see langword="null"/> for each that its catalog is given to.</summary>
    public string? Service { get; init; }

    /// <summary>The services that it is given. One that is not registered fails the start.</summary>
    public IReadOnlyList<HandlerDependency> Dependencies { get; init; } = [];

    internal ScheduleName NameFor(string service) =>
        (Schedule.Name ?? Schedule.Every) is not { } given ? HandlerScheduleName.Of(service, HandlerName)
        : ScheduleName.TryParse(given, out var name) ? name
        : throw new FormatException($"'{given}' on {HandlerName} is no name of a schedule: write {ScheduleName.Rule}.");

    internal abstract HandlerDescriptor Describe(string eventName);
}

/// <summary>A handler that runs by a schedule of its own and takes its tick as <typeparamref name="TJob"/>.</summary>
/// <typeparam name="TJob">The tick: <see cref="TimePassed"/>, or <see cref="Job"/> for its JSON.</typeparam>
public sealed class ScheduledHandler<TJob> : ScheduledHandler
{
    private readonly Func<TJob, JobContext, Task> _handle;
    private readonly HandlerSettings? _settings;
    private readonly string? _schema;

    /// <summary>Describes a handler.</summary>
    /// <param name="schedule">What Khronos is asked for.</param>
    /// <param name="handlerName">The handler's own name, <c>{class}.{method}</c>.</param>
    /// <param name="handle">Runs the handler.</param>
    /// <param name="settings">What its attributes say, or <see langword="null"/> for none.</param>
    /// <param name="schema">A JSON Schema that wins over the generated one, or <see langword="null"/>.</param>
    public ScheduledHandler(
        PutSchedule schedule,
        string handlerName,
        Func<TJob, JobContext, Task> handle,
        HandlerSettings? settings = null,
        string? schema = null)
        : base(schedule, handlerName)
    {
        ArgumentNullException.ThrowIfNull(handle);
        (_handle, _settings, _schema) = (handle, settings, schema);
    }

    internal override HandlerDescriptor Describe(string eventName) =>
        new HandlerDescriptor<TJob>(JobKind.Event, eventName, HandlerName, _handle, _settings, _schema)
        {
            Service = Service,
            Dependencies = Dependencies,
        };
}
