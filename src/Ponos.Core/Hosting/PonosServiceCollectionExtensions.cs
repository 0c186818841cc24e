using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Ponos.Delivery.Suspects;
using Ponos.Diagnostics;
using Ponos.Handlers;
using Ponos.Hosting;
using Ponos.Topology;

namespace Ponos;

/// <summary>Adds Ponos services to a host.</summary>
public static class PonosServiceCollectionExtensions
{
    /// <summary>
    /// Adds a service with the handlers of the given catalog. The source generator writes an <c>AddPonos("service")</c>
    /// for each project that calls this one with the project's own handlers and those of the projects it references.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="service">The service's name, which prefixes its queues: dot-separated words of letters, digits, '-' and '_'.</param>
    /// <param name="catalog">The handlers and contracts.</param>
    /// <param name="configure">Sets the service's options in code; applied after configuration and environment.</param>
    /// <returns>A builder for what is added besides: delegates, contracts, the transport.</returns>
    /// <exception cref="ArgumentException">The name is no service name, or the host has a service of that name already.</exception>
    public static PonosBuilder AddPonos(
        this IServiceCollection services, string service, HandlerCatalog catalog, Action<PonosOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(service);
        ArgumentNullException.ThrowIfNull(catalog);
        if (!JobName.IsName(service))
        {
            throw new ArgumentException($"'{service}' is no service name: write {JobName.Rule}.", nameof(service));
        }

        if (QueueNames.IsReserved(service))
        {
            throw new ArgumentException($"'{service}' is no service name: choose {QueueNames.ReservedRule}.", nameof(service));
        }

        if (services.Any(known => known.ServiceType == typeof(ServiceRegistration)
            && ((ServiceRegistration)known.ImplementationInstance!).Name == service))
        {
            throw new ArgumentException(
                $"The host has a service '{service}' already. Give each service of a process a name of its own.", nameof(service));
        }

        catalog = catalog.For(service);
        var registration = new ServiceRegistration(services, service, catalog);
        services.AddSingleton(registration);
        services.AddOptions();
        services.TryAddTransient<IOptionsFactory<PonosOptions>, PonosOptionsFactory>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PonosOptions>, PonosOptionsValidation>());
        if (configure is not null)
        {
            services.Configure(service, configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new PonosTelemetry(provider.GetService<System.Diagnostics.Metrics.IMeterFactory>()));
        services.TryAddSingleton<JobObservers>();
        services.TryAddSingleton<TransportChoice>();
        services.TryAddSingleton<SuspectTurn>();
        services.TryAddSingleton<IPublisher, HostPublisher>();
        services.AddKeyedSingleton(service, (provider, _) => WorkerServerFactory.Create(provider, registration));
        services.AddKeyedSingleton<IPublisher>(service, (provider, _) => provider.GetRequiredKeyedService<WorkerServer>(service).Publisher);
        services.AddKeyedSingleton<IPreparedJobs>(
            service, (provider, _) => provider.GetRequiredKeyedService<WorkerServer>(service).Publisher);
        services.AddKeyedSingleton(service, (provider, _) => provider.GetRequiredKeyedService<WorkerServer>(service).DeadLetters);
        services.TryAddSingleton(provider => OnlyService<IDeadLetters>(provider));
        services.AddKeyedSingleton<IWorkerControl>(
            service, (provider, _) => provider.GetRequiredKeyedService<WorkerServer>(service).Control);
        services.TryAddSingleton(provider => OnlyService<IWorkerControl>(provider));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<WorkerServer>(service));
        services.AddHealthChecks().AddCheckOf(service);
        catalog.AddServices(new CatalogServices(services));
        return new PonosBuilder(registration);
    }

    /// <summary>What belongs to a service, for a host that has one service only.</summary>
    private static T OnlyService<T>(IServiceProvider provider)
        where T : notnull
    {
        var names = provider.GetServices<ServiceRegistration>().Select(known => known.Name).ToArray();
        return names.Length == 1
            ? provider.GetRequiredKeyedService<T>(names[0])
            : throw new InvalidOperationException(
                $"This host has {names.Length} services ({string.Join(", ", names)}). "
                + $"Take the {typeof(T).Name} of one: [FromKeyedServices(\"service\")].");
    }
}
