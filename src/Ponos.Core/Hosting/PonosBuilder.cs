using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ponos.Contracts;
using Ponos.Handlers;
using Ponos.Hosting;
using Ponos.Topology;

namespace Ponos;

/// <summary>Adds to one service what its catalog does not hold: handlers as delegates, contracts without a record, options.</summary>
public class PonosBuilder
{
    internal PonosBuilder(ServiceRegistration registration) => Registration = registration;

    private protected PonosBuilder(PonosBuilder service) => Registration = service.Registration;

    /// <summary>The host's services.</summary>
    public IServiceCollection Services => Registration.Services;

    /// <summary>The service's name.</summary>
    public string Service => Registration.Name;

    internal ServiceRegistration Registration { get; }

    /// <summary>Sets options in code, after those of configuration and environment.</summary>
    /// <param name="configure">Sets options.</param>
    /// <returns>This builder.</returns>
    public PonosBuilder Configure(Action<PonosOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.Configure(Service, configure);
        return this;
    }

    /// <summary>Runs the service on the embedded broker, whatever the configuration says. Its jobs end with the process.</summary>
    /// <returns>This builder.</returns>
    public PonosBuilder UseInMemory() => Configure(options => options.Broker = BrokerChoice.InMemory);

    /// <summary>
    /// Runs a filter around each attempt of each of the service's handlers, within those that were added before. It is
    /// registered with the lifetime of a scope, unless the services have it already.
    /// </summary>
    /// <typeparam name="TFilter">The filter.</typeparam>
    /// <returns>This builder.</returns>
    public PonosBuilder AddFilter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFilter>()
        where TFilter : class, IJobFilter
    {
        Services.TryAddScoped<TFilter>();
        Registration.Filters.Add(static services => services.GetRequiredService<TFilter>());
        return this;
    }

    /// <summary>
    /// Runs a filter around each of the service's publishes, within those that were added before. It is registered with the
    /// lifetime of a scope, unless the services have it already.
    /// </summary>
    /// <typeparam name="TFilter">The filter.</typeparam>
    /// <returns>This builder.</returns>
    public PonosBuilder AddPublishFilter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFilter>()
        where TFilter : class, IPublishFilter
    {
        Services.TryAddScoped<TFilter>();
        Registration.PublishFilters.Add(static services => services.GetRequiredService<TFilter>());
        return this;
    }

    /// <summary>Declares a task that has no record, so that it can be published by name.</summary>
    /// <param name="name">The task's name.</param>
    /// <param name="schema">Its JSON Schema. Default: any JSON object.</param>
    /// <param name="service">The service that handles it. Default: this one.</param>
    /// <param name="priority">The priority of its jobs where a publish says none. Default: none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name, or there is no such priority.</exception>
    public PonosBuilder DeclareTask(string name, string? schema = null, string? service = null, Priority? priority = null) =>
        Declare<Job>(JobKind.Task, name, schema, service, priority);

    /// <summary>
    /// Declares that the jobs of a type are a task, for a type that has no attribute: one of another
    /// library, or one that is several jobs.
    /// </summary>
    /// <typeparam name="TJob">The job's type.</typeparam>
    /// <param name="name">The task's name.</param>
    /// <param name="schema">A JSON Schema that wins over the one generated from <typeparamref name="TJob"/>.</param>
    /// <param name="service">The service that handles it. Default: this one.</param>
    /// <param name="priority">The priority of its jobs where a publish says none. Default: none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name, or there is no such priority.</exception>
    public PonosBuilder DeclareTask<TJob>(string name, string? schema = null, string? service = null, Priority? priority = null)
        where TJob : notnull => Declare<TJob>(JobKind.Task, name, schema, service, priority);

    /// <summary>Declares that the jobs of a type are an event, for a type that has no attribute.</summary>
    /// <typeparam name="TJob">The job's type.</typeparam>
    /// <param name="name">
    /// The event's name; or a pattern such as <c>stock.*.gone</c>, for events whose names are known only when they are published.
    /// </param>
    /// <param name="schema">A JSON Schema that wins over the one generated from <typeparamref name="TJob"/>.</param>
    /// <param name="priority">The priority of its jobs where a publish says none. Default: none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name and no pattern, or there is no such priority.</exception>
    public PonosBuilder DeclareEvent<TJob>(string name, string? schema = null, Priority? priority = null)
        where TJob : notnull => Declare<TJob>(JobKind.Event, name, schema, service: null, priority);

    /// <summary>Declares an event that has no record, so that it can be published by name.</summary>
    /// <param name="name">
    /// The event's name; or a pattern such as <c>stock.*.gone</c>, for events whose names are known only when they are published.
    /// </param>
    /// <param name="schema">Its JSON Schema. Default: any JSON object.</param>
    /// <param name="priority">The priority of its jobs where a publish says none. Default: none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name and no pattern, or there is no such priority.</exception>
    public PonosBuilder DeclareEvent(string name, string? schema = null, Priority? priority = null) =>
        Declare<Job>(JobKind.Event, name, schema, service: null, priority);

    /// <summary>Replaces what the service writes, reads and checks its jobs with.</summary>
    /// <exception cref="InvalidOperationException">It was replaced already.</exception>
    internal PonosBuilder UseJson(Func<IServiceProvider, JobJson> create)
    {
        if (Registration.Json is not null)
        {
            throw new InvalidOperationException($"The serializer of the service '{Service}' was chosen already. Choose it once.");
        }

        Registration.Json = create;
        return this;
    }

    internal static HandlerBuilder Map<TJob>(
        PonosBuilder builder, JobKind kind, string name, MappedDelegate<TJob> mapped, HandlerSettings? settings, string? schema)
    {
        ArgumentNullException.ThrowIfNull(builder);
        RequireName(name, patterns: kind == JobKind.Event);
        var handlers = builder.Registration.Handlers;
        handlers.Add(
            new HandlerDescriptor<TJob>(kind, name, name, mapped.Handle, settings, schema) { Dependencies = mapped.Dependencies });
        return new HandlerBuilder(builder, handlers.Count - 1);
    }

    private PonosBuilder Declare<TJob>(JobKind kind, string name, string? schema, string? service, Priority? priority)
    {
        RequireName(name, patterns: kind == JobKind.Event);
        if (service is not null && (!JobName.IsName(service) || QueueNames.IsReserved(service)))
        {
            throw new ArgumentException($"'{service}' is no service name: write {JobName.Rule}.", nameof(service));
        }

        Registration.Contracts.Add(new ContractDescriptor<TJob>(kind, name, service, schema) { Priority = priority });
        Registration.Published.Add(new ContractKey(kind, name));
        return this;
    }

    private static void RequireName(string name, bool patterns)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (patterns ? !JobName.IsNameOrPattern(name) : !JobName.IsName(name))
        {
            throw new ArgumentException($"'{name}' is no job name: write {JobName.Rule}.", nameof(name));
        }
    }
}
