using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ponos.Outboxes;

/// <summary>Puts the parked jobs of services into the host's.</summary>
internal static class ParkedJobs
{
    public static void AddParkedJobs(this IServiceCollection services, string service, Func<IServiceProvider, IParkedJobs> ofService)
    {
        services.AddKeyedSingleton(service, (provider, _) => ofService(provider));
        services.TryAddSingleton(provider => OnlyOf(services, provider));
    }

    private static IParkedJobs OnlyOf(IServiceCollection services, IServiceProvider provider)
    {
        var names = services.Where(known => known.ServiceType == typeof(IParkedJobs))
            .Select(known => known.ServiceKey)
            .OfType<string>()
            .Distinct()
            .ToArray();
        return names.Length == 1
            ? provider.GetRequiredKeyedService<IParkedJobs>(names[0])
            : throw new InvalidOperationException(
                $"This host has {names.Length} outboxes ({string.Join(", ", names)}). "
                + "Take the parked jobs of one service: [FromKeyedServices(\"service\")] IParkedJobs.");
    }
}
