using Microsoft.AspNetCore.Http;
using Ponos.Dashboard.Assets;

namespace Ponos.Dashboard.Endpoints;

/// <summary>Style and scripts. Their addresses change with them, so that they may be kept.</summary>
internal sealed class AssetEndpoint : IPages
{
    public void Map(PageRoutes routes) => routes.File("/assets/{version}/{name}", request =>
    {
        if (AssetStore.Find(request.Route("name")) is not { } bytes)
        {
            return Task.FromResult(Results.NotFound());
        }

        request.Response.Headers.CacheControl = request.Route("version") == AssetStore.Version
            ? "private, max-age=31536000, immutable"
            : "no-store";
        return Task.FromResult(Results.Bytes(bytes, AssetStore.TypeOf(request.Route("name"))));
    });
}
