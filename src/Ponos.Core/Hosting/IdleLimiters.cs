using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Ponos.Hosting;

/// <summary>Limiters under a key that no handler has: a misspelt name would limit nothing, and nobody would say so.</summary>
internal static class IdleLimiters
{
    /// <summary>The keys, told once in a host: by its first service.</summary>
    public static IEnumerable<string> Of(ServiceRegistration registration, IReadOnlyList<ServiceRegistration> all)
    {
        if (all[0] != registration || registration.Services is not { } services)
        {
            return [];
        }

        var names = all.SelectMany(known => known.Handlers).Select(handler => handler.HandlerName).ToHashSet(StringComparer.Ordinal);
        return services
            .Where(service => service.IsKeyedService && service.ServiceType == typeof(RateLimiter))
            .Select(service => service.ServiceKey as string)
            .OfType<string>()
            .Where(key => !names.Contains(key));
    }
}
