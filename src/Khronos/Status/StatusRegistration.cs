using Khronos.Engine;
using Khronos.Replication;
using Khronos.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Ponos;

namespace Khronos.Status;

/// <summary>Adds the status to a host that has Khronos.</summary>
internal static class StatusRegistration
{
    public static void AddKhronosStatus(this IServiceCollection services, Func<IServiceProvider, TimeProvider> time)
    {
        services.TryAddSingleton(Replicas);
        services.AddSingleton(provider => new RecentTicks(provider.GetRequiredService<KhronosOptions>(), time(provider)));
        services.AddSingleton<IJobObserver>(provider => provider.GetRequiredService<RecentTicks>());
        services.AddSingleton<StatusReport>();
        services.AddSingleton<StatusServer>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<StatusServer>());
    }

    private static IReplicaView Replicas(IServiceProvider provider) =>
        provider.GetRequiredService<ILease>() is RabbitLease lease ? new LeaseReplicas(lease) : new SingleReplica(provider.GetRequiredService<TickEngine>());
}
