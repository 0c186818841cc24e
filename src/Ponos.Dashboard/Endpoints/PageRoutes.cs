using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ponos.Dashboard.Rendering;

namespace Ponos.Dashboard.Endpoints;

/// <summary>Puts pages and actions under the dashboard's address.</summary>
internal sealed class PageRoutes(IEndpointRouteBuilder group, PageEndpoint endpoint, DashboardOptions options)
{
    /// <summary>A page. One that does not exist gives <see langword="null"/>.</summary>
    public void Page(string pattern, Func<PageRequest, Task<PageView?>> source, bool isLive = false) =>
        See(group.MapGet(pattern, context => endpoint.ShowAsync(context, DepthOf(pattern), source, isLive)));

    /// <summary>Something that is no page, such as a file.</summary>
    public void File(string pattern, Func<PageRequest, Task<IResult>> source) =>
        See(group.MapGet(pattern, context => endpoint.SendAsync(context, DepthOf(pattern), source)));

    /// <summary>Something that is done.</summary>
    public void Act(string pattern, Func<PageRequest, Task<Answer>> act)
    {
        var mapped = group.MapPost(pattern, context => endpoint.ActAsync(context, DepthOf(pattern), act));
        See(mapped);
        if (options.ActPolicy is { } policy)
        {
            _ = mapped.RequireAuthorization(policy);
        }
    }

    private static int DepthOf(string pattern) => pattern.Length == 0 ? 0 : pattern.Count(character => character == '/');

    private void See(IEndpointConventionBuilder mapped)
    {
        // The token is looked at here, so that the application needs no middleware for it.
        _ = mapped.WithMetadata(new Microsoft.AspNetCore.Antiforgery.RequireAntiforgeryTokenAttribute(required: false));
        if (options.ViewPolicy is { } policy)
        {
            _ = mapped.RequireAuthorization(policy);
        }
    }
}
