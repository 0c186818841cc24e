using Ponos.Dashboard.Pages;
using Ponos.Dashboard.Rendering;
using Ponos.Dashboard.Topologies;
using Ponos.Dashboard.Views;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Endpoints;

/// <summary>Exchanges, queues and services as a picture.</summary>
internal sealed class TopologyPages(FleetWatch watch, ContractWatch contracts) : IPages
{
    public void Map(PageRoutes routes) => routes.Page("/topology", async request =>
    {
        var fleet = Fleet.Of(await watch.CurrentAsync(request.Aborted));
        return new PageView(
            "Topology", NavPlace.Topology, typeof(TopologyPage), TopologyMap.Of(await contracts.AllAsync(request.Aborted), fleet));
    });
}
