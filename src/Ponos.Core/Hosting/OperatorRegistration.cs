using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ponos.Control;
using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Hosting;

/// <summary>Puts an operator's connection together.</summary>
internal static class OperatorRegistration
{
    /// <summary>What the broker knows the connection as.</summary>
    private const string Name = "ponos-operator";

    public static OperatorLine LineOf(IServiceProvider provider) => new(
        () => Connect(provider),
        provider.GetRequiredService<IOptions<OperatorOptions>>().Value,
        provider.GetRequiredService<TimeProvider>(),
        new QuietLog(provider.GetRequiredService<ILoggerFactory>().CreateLogger("Ponos.Control")));

    /// <summary>A host's operator looks at the broker that its services work on, however that was chosen.</summary>
    private static ITransport Connect(IServiceProvider provider)
    {
        var choice = provider.GetRequiredService<TransportChoice>();
        return provider.GetServices<ServiceRegistration>().FirstOrDefault() is { } service
            ? choice.Create(service.Name, ServicePlan.OptionsOf(provider, service), Name)
            : choice.Create(Name, new PonosOptions(), Name);
    }
}
