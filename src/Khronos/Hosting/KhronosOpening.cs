using Khronos.Terms;
using Microsoft.Extensions.Hosting;

namespace Khronos.Hosting;

/// <summary>
/// Stands for the lease before the worker server starts, so that a Khronos without replicas knows its
/// schedules when the first task comes.
/// </summary>
internal sealed class KhronosOpening(Leadership leadership) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => leadership.BeginAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
