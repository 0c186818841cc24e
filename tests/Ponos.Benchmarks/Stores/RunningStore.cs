using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ponos.Benchmarks.Stores;

/// <summary>A service at work.</summary>
internal sealed class RunningStore(IHost host) : IAsyncDisposable
{
    public IServiceProvider Services => host.Services;

    public IPublisher Publisher { get; } = host.Services.GetRequiredService<IPublisher>();

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
