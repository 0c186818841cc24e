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

    private Task _backlog = Task.CompletedTask;
    private int _inBacklog;

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
        var jobs = new CountedJobs(setup.BrokerId);
        var backlog = jobs.Expect(expected);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:RabbitMq", setup.Broker)]);
        if (setup.Embedded is { } embedded)
        {
            builder.Services.AddSingleton(embedded);
        }

        var ponos = builder.Services.AddPonos(setup.Service, HandlerCatalog.Empty, options =>
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

        var since = Stopwatch.GetTimestamp();
        var host = builder.Build();
        await host.StartAsync();
        return new GrowthService(setup, host, jobs, Stopwatch.GetElapsedTime(since)) { _backlog = backlog, _inBacklog = expected };
    }

    /// <summary>What each of the jobs cost that lay in the queue when the service was started.</summary>
    public async Task<GrowthCost> HandledAsync()
    {
        await _backlog;
        return GrowthCost.Between(_jobs.First, Reading.TakeAfter(_setup.BrokerId), _inBacklog);
    }

    /// <summary>
    /// What a job costs, published to one handler after the other and handled, where all have enough to do: handlers are
    /// held until everything is published. What threads cost that wait for each other is not in it.
    /// </summary>
    public async Task<GrowthCost> RunAsync(ImageJob job, int jobs)
    {
        var closed = _jobs.ExpectClosed(_setup.Handlers * _setup.Concurrency);
        await PublishAsync(CountedJobs.Gate, _setup.Handlers * _setup.Concurrency, null);
        await closed;
        var done = _jobs.Expect(jobs);
        var begin = Reading.TakeBefore(_setup.BrokerId);
        await PublishAsync(job, jobs, null);
        _jobs.OpenGate();
        await done;
        return GrowthCost.Between(begin, Reading.TakeAfter(_setup.BrokerId), jobs);
    }

    /// <summary>The same while they are published, at most 64 on their way at a time: handlers run dry and are woken again.</summary>
    public async Task<GrowthCost> RunLiveAsync(ImageJob job, int jobs)
    {
        var done = _jobs.Expect(jobs);
        var begin = Reading.TakeBefore(_setup.BrokerId);
        await PublishAsync(job, jobs, null);
        await done;
        return GrowthCost.Between(begin, Reading.TakeAfter(_setup.BrokerId), jobs);
    }

    /// <summary>What a publish costs of a job that is not handled now.</summary>
    public async Task<GrowthCost> AddAsync(int jobs, PublishOptions? options = null)
    {
        var begin = Reading.TakeBefore(_setup.BrokerId);
        await PublishAsync(ImageJob.Sample, jobs, options);
        return GrowthCost.Between(begin, Reading.TakeAfter(_setup.BrokerId), jobs);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private async Task PublishAsync(ImageJob job, int jobs, PublishOptions? options)
    {
        var sending = new Task[InFlight];
        Array.Fill(sending, Task.CompletedTask);
        for (var i = 0; i < jobs; i++)
        {
            await sending[i % InFlight];
            sending[i % InFlight] = Publisher.PublishTaskAsync(_names[i % _names.Length], job, options);
        }

        await Task.WhenAll(sending);
    }
}
