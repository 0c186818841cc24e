using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ponos.Tests.Support;

/// <summary>A generic host with one service of it at work.</summary>
internal sealed class RunningService(IHost host, string name, ObservedJobs jobs) : IAsyncDisposable
{
    private bool _stopped;

    public IHost Host => host;

    public string Name => name;

    public ObservedJobs Jobs => jobs;

    public IPublisher Publisher => host.Services.GetRequiredService<IPublisher>();

    public async Task StopAsync()
    {
        _stopped = true;
        await host.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            await StopAsync();
        }

        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
