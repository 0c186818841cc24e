using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos.Handlers;
using Ponos.Hosting;
using Ponos.Transport.InMemory;

namespace Ponos.Core.Tests.Support;

/// <summary>A service that is started again and again on one embedded broker, after orderly stops and after crashes.</summary>
internal sealed class CrashingService(Action<PonosBuilder> configure) : IAsyncDisposable
{
    private IHost? _host;

    public InMemoryBroker Broker { get; } = new(TimeProvider.System);

    public IServiceProvider Services => _host!.Services;

    public async Task StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Broker);
        configure(builder.Services.AddPonos("s", HandlerCatalog.Empty).UseInMemory());
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async Task StopAsync()
    {
        await _host!.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    /// <summary>Ends as a killed process does: its connection is gone, and what it had in hand goes back uncalled for.</summary>
    public async Task CrashAsync()
    {
        await Services.GetRequiredKeyedService<WorkerServer>("s").Transport.DisposeAsync();
        await ((IAsyncDisposable)_host!).DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Broker.Dispose();
    }
}
