using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos.Handlers;

namespace Ponos.Tests.Support;

/// <summary>Builds and starts hosts as an application does, with a broker in their configuration, and ends them with the test.</summary>
internal sealed class ServiceHosts(string brokerUri) : IAsyncDisposable
{
    private readonly List<RunningService> _running = [];
    private readonly HostLog _log = new();

    public IEnumerable<string> LogLines => _log.Lines;

    /// <summary>Starts a service with no handlers but those that are mapped.</summary>
    public Task<RunningService> StartMappedAsync(string name, Action<PonosBuilder> map, params (string Key, string Value)[] settings) =>
        StartAsync(services => map(services.AddPonos(name, HandlerCatalog.Empty)), name, settings);

    /// <summary>Starts a service.</summary>
    /// <param name="add">Adds the service of that name.</param>
    /// <param name="name">The service's name.</param>
    /// <param name="settings">Configuration; it wins over the broker's address.</param>
    public async Task<RunningService> StartAsync(Action<IServiceCollection> add, string name, params (string Key, string Value)[] settings)
    {
        var jobs = new ObservedJobs();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:RabbitMq"] = brokerUri });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Logging.AddProvider(_log);
        builder.Services.AddSingleton<IJobObserver>(jobs);
        add(builder.Services);
        var service = new RunningService(builder.Build(), name, jobs);
        _running.Add(service);
        await service.Host.StartAsync();
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _running)
        {
            await service.DisposeAsync();
        }

        _log.Dispose();
    }
}
