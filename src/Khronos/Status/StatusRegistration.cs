using Khronos.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos;
using Ponos.Control;

namespace Khronos.Status;

/// <summary>Adds the status to a host that has Khronos.</summary>
internal static class StatusRegistration
{
    public static void AddKhronosStatus(this IServiceCollection services, Func<IServiceProvider, TimeProvider> time)
    {
        services.AddSingleton(provider => new RecentTicks(time(provider)));
        services.AddSingleton<IJobObserver>(provider => provider.GetRequiredService<RecentTicks>());
        services.AddSingleton<StatusReport>();
        services.AddKeyedSingleton<IControlSection>(
            ScheduleCatalog.Service, (provider, _) => new StatusSection(provider.GetRequiredService<StatusReport>(), time(provider)));
        services.AddSingleton<StatusServer>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<StatusServer>());
    }
}
