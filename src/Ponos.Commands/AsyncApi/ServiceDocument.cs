using System.Reflection;
using System.Text.Json.Nodes;
using Ponos.Contracts;

namespace Ponos.Commands.AsyncApi;

/// <summary>The documents of a host's services.</summary>
internal static class ServiceDocument
{
    public static JsonObject Of(ServiceDescription service) => AsyncApiDocument.Of(service, Version());

    /// <summary>A service by its name; the only one where none is given.</summary>
    /// <exception cref="ArgumentException">The host has no such service, or several and none was named.</exception>
    public static ServiceDescription Find(IReadOnlyList<ServiceDescription> services, string? name) =>
        name is null && services is [var only] ? only
        : services.FirstOrDefault(service => service.Name == name)
            ?? throw new ArgumentException(
                $"{(name is null ? "No service was named" : $"There is no service '{name}'")}; "
                + $"the host has {string.Join(", ", services.Select(service => service.Name))}.");

    /// <summary>The application's version, without what a build adds of its commit.</summary>
    private static string Version()
    {
        var entry = Assembly.GetEntryAssembly();
        var version = entry?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? entry?.GetName().Version?.ToString();
        return version?.Split('+')[0] ?? "0.0.0";
    }
}
