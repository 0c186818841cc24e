using Ponos.Contracts;
using Ponos.Handlers;

namespace Ponos.Hosting;

/// <summary>What was said of one service before the host is built.</summary>
internal sealed class ServiceRegistration(string name, HandlerCatalogue catalogue)
{
    public string Name { get; } = name;

    public List<HandlerDescriptor> Handlers { get; } = [.. catalogue.Handlers];

    public List<HandlerDescriptor> FinalHandlers { get; } = [.. catalogue.FinalHandlers];

    public List<ContractDescriptor> Contracts { get; } = [.. catalogue.Contracts];

    /// <summary>Finds the service's filters in the scope of an attempt, the outermost first.</summary>
    public List<Func<IServiceProvider, IJobFilter>> Filters { get; } = [];

    /// <summary>Makes what the service writes, reads and checks its jobs with; none for what Ponos brings itself.</summary>
    public Func<IServiceProvider, JobJson>? Json { get; set; }
}
