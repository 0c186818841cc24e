using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos;

namespace Khronos.Status;

/// <summary>Adds the status to a host that has Khronos.</summary>
internal static class StatusRegistration
{
    public static void AddKhronosStatus(this IServiceCollection services, Func<IServiceProvider, TimeProvider> time)
    {
        services.AddSingleton(provider => new RecentTicks(provider.GetRequiredService<KhronosOptions>(), time(provider)));
        services.AddSingleton<IJobObserver>(provider => provider.GetRequiredService<RecentTicks>());
        services.AddSingleton<StatusReport>();
        services.AddSingleton<StatusServer>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<StatusServer>());
    }
}
