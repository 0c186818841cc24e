using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Benchmarks.Jobs;
using Ponos.Handlers;

namespace Ponos.Benchmarks.Micro;

/// <summary>A service on the embedded broker.</summary>
internal static class EmbeddedHost
{
    /// <summary>Starts a service.</summary>
    /// <param name="catalog">Its handlers and contracts.</param>
    /// <param name="add">Adds what it needs besides.</param>
    /// <param name="map">Maps further handlers.</param>
    public static async Task<IHost> StartAsync(
        HandlerCatalog catalog, Action<IServiceCollection>? add = null, Action<PonosBuilder>? map = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        add?.Invoke(builder.Services);
        var ponos = builder.Services
            .AddPonos("embedded", catalog, options => options.Json.TypeInfoResolver = ImageJson.Default)
            .UseInMemory();
        map?.Invoke(ponos);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
