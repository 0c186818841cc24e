using Khronos.Terms;
using Microsoft.Extensions.Hosting;

namespace Khronos.Hosting;

/// <summary>Khronos at work in the host: keeps the time once the worker server can publish, and stops before it.</summary>
internal sealed class KhronosService(Leadership leadership) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        leadership.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => leadership.StopAsync(cancellationToken);
}
