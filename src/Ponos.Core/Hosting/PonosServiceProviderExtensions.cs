using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Ponos.AsyncApi;
using Ponos.Contracts;
using Ponos.Hosting;

namespace Ponos;

/// <summary>What a host's services say of themselves.</summary>
public static class PonosServiceProviderExtensions
{
    /// <summary>
    /// The AsyncAPI 3.0 document of a service: its channels, operations, messages with their schemas, and AMQP bindings. Reads the
    /// contracts and connects to nothing.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="service">The service's name. Default: the host's only service.</param>
    /// <returns>The document as indented JSON.</returns>
    /// <exception cref="ArgumentException">The host has no such service, or several and none was named.</exception>
    /// <exception cref="InvalidOperationException">The service could not start: its contracts or options contradict each other.</exception>
    public static string GetAsyncApi(this IServiceProvider services, string? service = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return IndentedJson.Write(services.DescribeAsyncApi(service));
    }

    internal static JsonObject DescribeAsyncApi(this IServiceProvider services, string? service)
    {
        var known = services.GetServices<ServiceRegistration>().ToArray();
        var chosen = service is null && known.Length == 1 ? known[0] : Array.Find(known, registration => registration.Name == service);
        return chosen is not null
            ? AsyncApiDocument.Of(ServicePlan.Describe(services, chosen, Version()))
            : throw new ArgumentException(
                $"{(service is null ? "No service was named" : $"There is no service '{service}'")}; the host has {string.Join(", ", known.Select(registration => registration.Name))}.", nameof(service));
    }

    /// <summary>The application's version, without what a build adds of its commit.</summary>
    private static string Version()
    {
        var entry = Assembly.GetEntryAssembly();
        var version = entry?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? entry?.GetName().Version?.ToString();
        return version?.Split('+')[0] ?? "0.0.0";
    }
}
