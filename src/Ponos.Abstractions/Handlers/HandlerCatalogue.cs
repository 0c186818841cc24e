using Ponos.Contracts;

namespace Ponos.Handlers;

/// <summary>
/// The handlers and contracts of one or more assemblies, found at compile time. The source generator writes one for each
/// project and an <c>AddPonos("service")</c> that uses it.
/// </summary>
/// <param name="handlers">The handlers.</param>
/// <param name="contracts">The contracts of the jobs that are published, and of those that have a record of their own.</param>
/// <param name="addServices">Adds the handler classes to the services, each in its own scope per job; or <see langword="null"/>.</param>
/// <param name="finalHandlers">What runs before a job is dead; or <see langword="null"/> for none. Their settings have no effect.</param>
/// <param name="forService">Makes what depends on the name of the service that the catalogue is given to; or <see langword="null"/> for nothing.</param>
public sealed class HandlerCatalogue(
    IReadOnlyList<HandlerDescriptor> handlers,
    IReadOnlyList<ContractDescriptor> contracts,
    Action<ICatalogueServices>? addServices = null,
    IReadOnlyList<HandlerDescriptor>? finalHandlers = null,
    Func<string, HandlerCatalogue>? forService = null)
{
    /// <summary>A catalogue without handlers, for a service that only publishes or maps delegates.</summary>
    public static HandlerCatalogue Empty { get; } = new([], []);

    /// <summary>The handlers.</summary>
    public IReadOnlyList<HandlerDescriptor> Handlers { get; } = handlers;

    /// <summary>What runs before a job is dead.</summary>
    public IReadOnlyList<HandlerDescriptor> FinalHandlers { get; } = finalHandlers ?? [];

    /// <summary>The contracts besides those of the handlers.</summary>
    public IReadOnlyList<ContractDescriptor> Contracts { get; } = contracts;

    /// <summary>Puts several assemblies' catalogues together.</summary>
    /// <param name="catalogues">The catalogues; none is changed.</param>
    /// <returns>One catalogue with all handlers and contracts, in order.</returns>
    public static HandlerCatalogue Merge(params ReadOnlySpan<HandlerCatalogue> catalogues)
    {
        var handlers = new List<HandlerDescriptor>();
        var contracts = new List<ContractDescriptor>();
        var finalHandlers = new List<HandlerDescriptor>();
        Action<ICatalogueServices>? addServices = null;
        var forService = new List<Func<string, HandlerCatalogue>>();
        foreach (var catalogue in catalogues)
        {
            if (catalogue.OfService is { } ofService)
            {
                forService.Add(ofService);
            }

            // The same descriptor may come by several projects.
            handlers.AddRange(catalogue.Handlers.Except(handlers));
            contracts.AddRange(catalogue.Contracts);
            finalHandlers.AddRange(catalogue.FinalHandlers);
            addServices += catalogue.AddServices;
        }

        return new HandlerCatalogue(
            handlers, contracts, addServices, finalHandlers, forService.Count == 0 ? null : service => Merge([.. forService.Select(make => make(service))]));
    }

    /// <summary>The catalogue as a service has it: with what depends on the service's name.</summary>
    /// <param name="service">The service's name.</param>
    /// <returns>This catalogue, or one with more in it.</returns>
    public HandlerCatalogue For(string service)
    {
        ArgumentException.ThrowIfNullOrEmpty(service);
        return OfService is null ? this : Merge(new HandlerCatalogue(Handlers, Contracts, addServices, FinalHandlers), OfService(service).For(service));
    }

    private Func<string, HandlerCatalogue>? OfService { get; } = forService;

    /// <summary>Adds what the handlers need to an application's services.</summary>
    /// <param name="services">Takes it.</param>
    public void AddServices(ICatalogueServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        addServices?.Invoke(services);
    }
}
