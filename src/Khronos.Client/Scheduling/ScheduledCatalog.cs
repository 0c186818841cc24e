using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos;
using Ponos.Contracts;
using Ponos.Handlers;

namespace Khronos.Scheduling;

/// <summary>The part of a service's catalog that runs by schedules of its own. Called by what the source generator writes.</summary>
public static class ScheduledCatalog
{
    /// <summary>
    /// Hears in each process what Khronos rejects; by a pattern, so that the service may handle the event itself as well. One for
    /// all services and projects.
    /// </summary>
    private static readonly HandlerDescriptor RejectionEar = new HandlerDescriptor<ScheduleRejected>(
        JobKind.Event,
        "khronos.*.rejected",
        "Khronos.Scheduling.RejectionEar",
        static (rejected, context) =>
        {
            context.Services.GetRequiredKeyedService<ScheduleRequest>(context.Service).Hear(rejected);
            return Task.CompletedTask;
        },
        // It takes no time. Without a number the rule for unknown handlers holds, and brokers before 4.3 are warned of.
        new HandlerSettings { Broadcast = true, Prefetch = 1 });

    /// <summary>
    /// Binds each handler to its schedule's event, and asks Khronos for the schedules when the service starts. The five
    /// events that Khronos publishes unasked need no asking.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="handlers">Its handlers with <c>[Every]</c> or <c>[Cron]</c>.</param>
    /// <returns>The catalog, to be put together with the rest of the service's.</returns>
    public static HandlerCatalog Of(string service, params IReadOnlyList<ScheduledHandler> handlers)
    {
        ArgumentException.ThrowIfNullOrEmpty(service);
        ArgumentNullException.ThrowIfNull(handlers);
        var descriptors = new List<HandlerDescriptor>(handlers.Count);
        var wanted = new List<PutSchedule>();
        foreach (var handler in handlers.Where(handler => handler.Service is null || handler.Service == service))
        {
            var name = handler.NameFor(service);
            descriptors.Add(handler.Describe(name.EventName));
            if (!TimeEvents.BuiltIn.Contains(name.EventName))
            {
                wanted.Add(handler.Schedule with { Name = name.Text });
            }
        }

        return wanted.Count == 0
            ? new HandlerCatalog(descriptors, [])
            : new HandlerCatalog(
                [.. descriptors, RejectionEar],
                [new ContractDescriptor<PutSchedule>(JobKind.Task, PutSchedule.TaskName, PutSchedule.KhronosService)],
                services => Ask(HostOf(services, service), service, wanted));
    }

    private static IServiceCollection HostOf(ICatalogServices services, string service) => services is IHostServices host
        ? host.Services
        : throw new InvalidOperationException(
            $"The schedules of the service '{service}' are asked for by a worker server. Add the service with AddPonos(\"{service}\").");

    private static void Ask(IServiceCollection services, string service, List<PutSchedule> wanted)
    {
        foreach (var schedule in wanted)
        {
            services.AddKeyedSingleton(service, schedule);
        }

        // Several projects of one service may have schedules: one request asks for all of them.
        if (services.Any(known => known.ServiceType == typeof(ScheduleRequest) && Equals(known.ServiceKey, service)))
        {
            return;
        }

        services.AddKeyedSingleton(service, (provider, _) => new ScheduleRequest(
            service,
            [.. provider.GetKeyedServices<PutSchedule>(service)],
            provider.GetRequiredKeyedService<IPublisher>(service),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ScheduleRequest>>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<ScheduleRequest>(service));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            $"khronos.{service}",
            provider => provider.GetRequiredKeyedService<ScheduleRequest>(service),
            HealthStatus.Degraded,
            ["timekeeping"]));
    }
}
