using Khronos.State;
using Microsoft.Extensions.Hosting;

namespace Khronos.Hosting;

/// <summary>Opens the book of a Khronos without replicas before the worker server takes the first task about a schedule. One with replicas takes none before it leads.</summary>
internal sealed class KhronosOpening(ILease lease, Timekeeper timekeeper) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => lease.IsShared ? Task.CompletedTask : timekeeper.OpenAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
