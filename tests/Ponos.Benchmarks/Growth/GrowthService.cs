using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Benchmarks.Jobs;
using Ponos.Benchmarks.Machine;
using Ponos.Handlers;

namespace Ponos.Benchmarks.Growth;

/// <summary>A service at work, whose cost for a job is measured from its publish to its handler.</summary>
internal sealed class GrowthService : IAsyncDisposable
{
    private const int InFlight = 64;

    private readonly GrowthSetup _setup;
    private readonly IHost _host;
    private readonly CountedJobs _jobs;
    private readonly string[] _names;

    private Func<Task<GrowthCost>> _handled = null!;

    private GrowthService(GrowthSetup setup, IHost host, CountedJobs jobs, TimeSpan start)
    {
        _setup = setup;
        _host = host;
        _jobs = jobs;
        Start = start;
        _names = [.. Enumerable.Range(0, setup.Handlers).Select(GrowthSetup.NameOf)];
        Publisher = host.Services.GetRequiredService<IPublisher>();
    }

    /// <summary>How long its start took.</summary>
    public TimeSpan Start { get; }

    public IPublisher Publisher { get; }

    /// <summary>Starts a service.</summary>
    /// <param name="setup">What it is.</param>
    /// <param name="expected">How many jobs lie in its queue already, for <see cref="HandledAsync"/>.</param>
    public static async Task<GrowthService> StartAsync(GrowthSetup setup, int expected = 0)
    {
        var jobs = new CountedJobs();
        var backlog = jobs.Expect(expected);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:RabbitMq", setup.Broker)]);
        if (setup.Embedded is { } embedded)
        {
            builder.Services.AddSingleton(embedded);
        }

        var ponos = builder.Services.AddPonos(setup.Service, HandlerCatalogue.Empty, options =>
        {
            options.Concurrency = setup.Concurrency;
            options.QueueType = setup.Queues;
            options.StartTimeout = TimeSpan.FromMinutes(5);
            options.Json.TypeInfoResolver = ImageJson.Default;
        });
        if (setup.Broker is null)
        {
            ponos.UseInMemory();
        }

        for (var i = 0; i < setup.Handlers; i++)
        {
            if (setup.OnlyPublishes)
            {
                ponos.DeclareTask(GrowthSetup.NameOf(i));
            }
            else
            {
                ponos.MapTask<ImageJob>(GrowthSetup.NameOf(i), jobs.HandleAsync);
            }
        }

        var begin = Reading.TakeBefore(setup.BrokerId);
        var host = builder.Build();
        await host.StartAsync();
        return new GrowthService(setup, host, jobs, Stopwatch.GetElapsedTime(begin.Timestamp))
        {
            _handled = async () =>
            {
                await backlog;
                return GrowthCost.Between(begin, Reading.TakeAfter(setup.BrokerId), expected);
            },
        };
    }

    /// <summary>What each of the jobs cost that lay in the queue when the service was started, with its start.</summary>
    public Task<GrowthCost> HandledAsync() => _handled();

    /// <summary>What a job costs, published to one handler after the other, and handled.</summary>
    public async Task<GrowthCost> RunAsync(ImageJob job, int jobs, PublishOptions? options = null)
    {
        var isHandled = options is null && !_setup.OnlyPublishes;
        var done = isHandled ? _jobs.Expect(jobs) : Task.CompletedTask;
        var sending = new Task[InFlight];
        Array.Fill(sending, Task.CompletedTask);
        var begin = Reading.TakeBefore(_setup.BrokerId);
        for (var i = 0; i < jobs; i++)
        {
            await sending[i % InFlight];
            sending[i % InFlight] = Publisher.PublishTaskAsync(_names[i % _names.Length], job, options);
        }

        await Task.WhenAll(sending);
        await done;
        return GrowthCost.Between(begin, Reading.TakeAfter(_setup.BrokerId), jobs);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
