using Microsoft.Extensions.DependencyInjection;
using Ponos.Contracts;
using Ponos.Handlers;
using Ponos.Hosting.Settings;

namespace Ponos.Hosting;

/// <summary>What was said of one service before the host is built.</summary>
internal sealed class ServiceRegistration(IServiceCollection services, string name, HandlerCatalog catalog)
{
    /// <summary>The host's services, of which its provider tells no more than whether they are there.</summary>
    public IServiceCollection Services => services;

    public string Name { get; } = name;

    public List<HandlerDescriptor> Handlers { get; } = [.. catalog.Handlers];

    public List<HandlerDescriptor> FinalHandlers { get; } = [.. catalog.FinalHandlers];

    public List<ContractDescriptor> Contracts { get; } = [.. catalog.Contracts];

    /// <summary>The jobs that the service is known to publish.</summary>
    public HashSet<ContractKey> Published { get; } = [.. catalog.Published];

    /// <summary>Whether it may publish every other job that it declares, too.</summary>
    public bool PublishesUnknown { get; } = catalog.PublishesUnknown;

    /// <summary>Finds the service's filters in the scope of an attempt, the outermost first.</summary>
    public List<Func<IServiceProvider, IJobFilter>> Filters { get; } = [];

    /// <summary>Makes the filters around each publish, the outermost first.</summary>
    public List<Func<IServiceProvider, IPublishFilter>> PublishFilters { get; } = [];

    /// <summary>Makes what the service writes, reads and checks its jobs with; none for what Ponos brings itself.</summary>
    public Func<IServiceProvider, JobJson>? Json { get; set; }

    /// <summary>Says more of a handler, over what was said.</summary>
    public void Reset(int handler, HandlerSettings settings) =>
        Handlers[handler] = Handlers[handler].With(HandlerSettingTable.Lay(settings, Handlers[handler].Settings));
}
