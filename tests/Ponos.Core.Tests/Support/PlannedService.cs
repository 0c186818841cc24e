using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;
using Ponos.Hosting;

namespace Ponos.Core.Tests.Support;

/// <summary>The service <c>shop</c> as its start plans it, from configuration and code, with no broker.</summary>
internal static class PlannedService
{
    public const string Name = "shop";

    public static ServicePlan Of(Action<IServiceCollection> configure, params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)))
            .Build());
        configure(services);
        using var provider = services.BuildServiceProvider();
        var registration = provider.GetServices<ServiceRegistration>().Single(known => known.Name == Name);
        return ServicePlan.Of(provider, registration);
    }

    public static PonosBuilder AddShop(this IServiceCollection services) => services.AddPonos(Name, HandlerCatalog.Empty);
}
