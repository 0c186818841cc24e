using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ponos.Contracts;
using Ponos.Handlers;
using Ponos.Hosting;

namespace Ponos;

/// <summary>Adds to one service what its catalogue does not hold: handlers as delegates, contracts without a record, options.</summary>
public sealed class PonosBuilder
{
    private readonly ServiceRegistration _registration;

    internal PonosBuilder(IServiceCollection services, ServiceRegistration registration)
    {
        Services = services;
        _registration = registration;
    }

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The service's name.</summary>
    public string Service => _registration.Name;

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
        _registration.Filters.Add(static services => services.GetRequiredService<TFilter>());
        return this;
    }

    /// <summary>Declares a task that has no record, so that it can be published by name.</summary>
    /// <param name="name">The task's name.</param>
    /// <param name="schema">Its JSON Schema. Default: any JSON object.</param>
    /// <param name="service">The service that handles it. Default: this one.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name.</exception>
    public PonosBuilder DeclareTask(string name, string? schema = null, string? service = null)
    {
        RequireName(name, patterns: false);
        _registration.Contracts.Add(new ContractDescriptor<Job>(JobKind.Task, name, service, schema));
        return this;
    }

    /// <summary>Declares an event that has no record, so that it can be published by name.</summary>
    /// <param name="name">The event's name; or a pattern such as <c>stock.*.gone</c>, for events whose names are known only when they are published.</param>
    /// <param name="schema">Its JSON Schema. Default: any JSON object.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name and no pattern.</exception>
    public PonosBuilder DeclareEvent(string name, string? schema = null)
    {
        RequireName(name, patterns: true);
        _registration.Contracts.Add(new ContractDescriptor<Job>(JobKind.Event, name, schema: schema));
        return this;
    }

    /// <summary>Replaces what the service writes, reads and checks its jobs with.</summary>
    /// <exception cref="InvalidOperationException">It was replaced already.</exception>
    internal PonosBuilder UseJson(Func<IServiceProvider, JobJson> create)
    {
        if (_registration.Json is not null)
        {
            throw new InvalidOperationException($"The serializer of the service '{Service}' was chosen already. Choose it once.");
        }

        _registration.Json = create;
        return this;
    }

    internal PonosBuilder Map<TJob>(JobKind kind, string name, Func<TJob, JobContext, Task> handle, HandlerSettings? settings, string? schema)
    {
        RequireName(name, patterns: kind == JobKind.Event);
        _registration.Handlers.Add(new HandlerDescriptor<TJob>(kind, name, name, handle, settings, schema));
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
