using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos.Diagnostics;

namespace Ponos.Hosting;

/// <summary>
/// Says which handlers of events a host has in several services, as it has when they come from one project: each service gets
/// every event, so that one handler runs more than once. A task is published to one service, and runs once.
/// </summary>
internal static class SharedHandlers
{
    /// <summary>Reports what the service shares with those after it, so that each is told once for a host.</summary>
    public static void Report(IServiceProvider provider, ServiceRegistration registration, ILogger log)
    {
        var services = provider.GetServices<ServiceRegistration>().ToArray();
        foreach (var handler in registration.Handlers.Where(handler => handler.Kind == JobKind.Event))
        {
            var sharing = Array.FindAll(services, service => service.Handlers.Exists(other =>
                other.Kind == JobKind.Event && other.Name == handler.Name && other.HandlerName == handler.HandlerName));
            if (sharing.Length > 1 && sharing[0] == registration && handler.HandlerName != handler.Name)
            {
                log.EventHandledTwice(handler.HandlerName, string.Join(", ", sharing.Select(service => service.Name)), handler.Name);
            }
        }
    }
}
