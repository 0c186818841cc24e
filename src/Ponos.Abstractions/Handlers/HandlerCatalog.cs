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
/// <param name="forService">
/// Makes what depends on the name of the service that the catalog is given to; or <see langword="null"/> for nothing.
/// </param>
/// <param name="published">
/// The jobs that the code publishes, of these contracts and of others; or <see langword="null"/> where nobody looked: then all
/// contracts but those that are only offered.
/// </param>
/// <param name="publishesUnknown">Whether the code also publishes jobs that are known only when it runs.</param>
public sealed class HandlerCatalog(
    IReadOnlyList<HandlerDescriptor> handlers,
    IReadOnlyList<ContractDescriptor> contracts,
    Action<ICatalogServices>? addServices = null,
    IReadOnlyList<HandlerDescriptor>? finalHandlers = null,
    Func<string, HandlerCatalog>? forService = null,
    IReadOnlyList<ContractKey>? published = null,
    bool publishesUnknown = false)
{
    /// <summary>A catalog without handlers, for a service that only publishes or maps delegates.</summary>
    public static HandlerCatalog Empty { get; } = new([], []);

    /// <summary>The handlers.</summary>
    public IReadOnlyList<HandlerDescriptor> Handlers { get; } = handlers;

    /// <summary>What runs before a job is dead.</summary>
    public IReadOnlyList<HandlerDescriptor> FinalHandlers { get; } = finalHandlers ?? [];

    /// <summary>The contracts besides those of the handlers.</summary>
    public IReadOnlyList<ContractDescriptor> Contracts { get; } = contracts;

    /// <summary>The jobs that the code publishes, those of other assemblies' contracts among them.</summary>
    public IReadOnlyList<ContractKey> Published { get; } =
        published
            ?? [.. contracts.Where(contract => !contract.IsOffered).Select(contract => new ContractKey(contract.Kind, contract.Name))];

    /// <summary>
    /// Whether the code also publishes jobs that are known only when it runs. A service with such code is taken to send
    /// every contract that it declares.
    /// </summary>
    public bool PublishesUnknown { get; } = publishesUnknown;

    /// <summary>Puts several assemblies' catalogs together.</summary>
    /// <param name="catalogs">The catalogs; none is changed.</param>
    /// <returns>One catalog with all handlers and contracts, in order.</returns>
    public static HandlerCatalog Merge(params ReadOnlySpan<HandlerCatalog> catalogs)
    {
        var handlers = new List<HandlerDescriptor>();
        var contracts = new List<ContractDescriptor>();
        var finalHandlers = new List<HandlerDescriptor>();
        var published = new List<ContractKey>();
        var publishesUnknown = false;
        Action<ICatalogServices>? addServices = null;
        var forService = new List<Func<string, HandlerCatalog>>();
        foreach (var catalog in catalogs)
        {
            if (catalog.OfService is { } ofService)
            {
                forService.Add(ofService);
            }

            // The same descriptor may come by several projects.
            handlers.AddRange(catalog.Handlers.Except(handlers));
            contracts.AddRange(catalog.Contracts);
            finalHandlers.AddRange(catalog.FinalHandlers);
            published.AddRange(catalog.Published.Except(published));
            publishesUnknown |= catalog.PublishesUnknown;
            addServices += catalog.AddServices;
        }

        return new HandlerCatalog(
            handlers,
            contracts,
            addServices,
            finalHandlers,
            forService.Count == 0 ? null : service => Merge([.. forService.Select(make => make(service))]),
            published,
            publishesUnknown);
    }

    /// <summary>The catalog as a service has it: without the handlers of others, and with what depends on the service's name.</summary>
    /// <param name="service">The service's name.</param>
    /// <returns>The service's own catalog.</returns>
    public HandlerCatalog For(string service)
    {
        ArgumentException.ThrowIfNullOrEmpty(service);
        var own = new HandlerCatalog(
            Of(Handlers, service),
            Contracts,
            addServices,
            Of(FinalHandlers, service),
            published: Published,
            publishesUnknown: PublishesUnknown);
        return OfService is null ? own : Merge(own, OfService(service).For(service));
    }

    private static HandlerDescriptor[] Of(IReadOnlyList<HandlerDescriptor> handlers, string service) =>
        [.. handlers.Where(handler => handler.Service is null || handler.Service == service)];

    private Func<string, HandlerCatalog>? OfService { get; } = forService;

    /// <summary>Adds what the handlers need to an application's services.</summary>
    /// <param name="services">Takes it.</param>
    public void AddServices(ICatalogServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        addServices?.Invoke(services);
    }
}
