using Ponos.Dashboard.Pages;
using Ponos.Dashboard.Rendering;
using Ponos.Dashboard.Views;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Endpoints;

/// <summary>All services at once, and what is wrong first.</summary>
internal sealed class OverviewPages(FleetWatch watch) : IPages
{
    public void Map(PageRoutes routes) => routes.Page(
        "",
        async request =>
            new PageView("Overview", NavPlace.Overview, typeof(OverviewPage), Fleet.Of(await watch.CurrentAsync(request.Aborted))),
        isLive: true);
}
