using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos.Handlers;
using Ponos.Hosting;
using Ponos.Transport.RabbitMq;

namespace Ponos.Faults.Tests.Support;

/// <summary>
/// A worker as a user would have it: a host with one service that handles a task and an event, and records what it
/// handled.
/// </summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _stopped;
    private bool _disposed;

    private WorkerHost(string service, string task, IHost host, HandledJobs handled, CollectedLog log)
    {
        Service = service;
        Task = task;
        _host = host;
        Handled = handled;
        Server = host.Services.GetRequiredKeyedService<WorkerServer>(service);
        Log = log;
    }

    public string Service { get; }

    public HandledJobs Handled { get; }

    public CollectedLog Log { get; }

    public string Task { get; }

    public string Event => EventOf(Service);

    public string TaskQueue => $"{Service}.{Task}";

    public string EventQueue => $"{Service}.{Event}";

    public IPublisher Publisher => _host.Services.GetRequiredService<IPublisher>();

    public IDeadLetters DeadLetters => _host.Services.GetRequiredService<IDeadLetters>();

    public WorkerServer Server { get; }

    public static string NewService() => $"f{Guid.NewGuid():N}"[..9];

    public static string TaskOf(string service) => $"{service}.work";

    public static string EventOf(string service) => $"{service}.happened";

    /// <summary>Starts a worker.</summary>
    /// <param name="uri">Where the broker is.</param>
    /// <param name="setup">What differs from the ordinary.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<WorkerHost> StartAsync(string uri, WorkerSetup? setup = null, CancellationToken cancellationToken = default)
    {
        setup ??= new WorkerSetup();
        var service = setup.Service ?? NewService();
        var handled = setup.Handled ?? new HandledJobs();
        var task = setup.Task ?? TaskOf(service);
        var log = new CollectedLog();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:RabbitMq"] = uri });
        builder.Logging.AddProvider(log);
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        var ponos = builder.Services.AddPonos(service, HandlerCatalog.Empty, options =>
        {
            options.Concurrency = 4;
            options.PublishTimeout = TimeSpan.FromSeconds(10);
            setup.Options?.Invoke(options);
        });
        Func<JobContext, Task> handle = setup.Handle ?? (_ => System.Threading.Tasks.Task.CompletedTask);
        ponos.MapTask(task, (Job job, JobContext context) => RunAsync(context), setup.Settings, setup.Schema);
        ponos.MapEvent(EventOf(service), (Job job, JobContext context) => RunAsync(context), setup.Settings);
        if (setup.Broker is { } broker)
        {
            ponos.UseRabbitMq(broker);
        }

        setup.Services?.Invoke(builder.Services);
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch
        {
            host.Dispose();
            throw;
        }

        return new WorkerHost(service, task, host, handled, log);

        async Task RunAsync(JobContext context)
        {
            await handle(context);
            handled.Add(context.MessageId!);
        }
    }

    public Task PublishTaskAsync(string id, object? job = null, PublishOptions? options = null) =>
        Publisher.PublishTaskAsync(Task, job ?? new { id }, (options ?? new PublishOptions()) with { MessageId = id });

    public Task PublishEventAsync(string id) => Publisher.PublishEventAsync(Event, new { id }, new PublishOptions { MessageId = id });

    public async Task<HealthReport> HealthAsync() => await _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    /// <summary>What its queues hold, what health says, and how often each event was logged: where a job may be that is missed.</summary>
    public async Task<string> DescribeAsync()
    {
        List<string> queues = [];
        foreach (var queue in new[] { TaskQueue, $"{TaskQueue}.suspects", EventQueue, $"{EventQueue}.suspects" })
        {
            await using var reader = await Server.Transport.ReadAsync(queue, CancellationToken.None);
            queues.Add($"{queue} {(reader is null ? "is not there" : $"has {reader.Count} ready")}");
        }

        var health = (await HealthAsync()).Entries.Select(entry => $"{entry.Value.Status} {entry.Value.Description}");
        var events = Log.Lines.GroupBy(line => line.Event).OrderBy(group => group.Key).Select(group => $"{group.Count()} x {group.Key}");
        return $"{string.Join(", ", queues)}; {string.Join("; ", health)}; logged {string.Join(", ", events)}.";
    }

    /// <summary>Ends the worker in order, as SIGTERM would.</summary>
    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await _host.StopAsync();
        }
    }

    /// <summary>Waits until the broker knows what the worker has settled so far.</summary>
    public async Task SettledAsync()
    {
        if (Server.Transport is RabbitTransport rabbit)
        {
            foreach (var queue in Server.Workers.Select(worker => worker.Plan.Queue))
            {
                // The same channel, so that the broker reads it behind the acknowledgements.
                await rabbit.ChannelOf(queue)!.QueueDeclarePassiveAsync(queue);
            }
        }
    }

    /// <summary>
    /// Ends the worker without order, as far as a test in one process can: the broker loses it with its jobs in hand, and
    /// nothing of it settles any more.
    /// </summary>
    public async Task CrashAsync()
    {
        _stopped = true;
        if (Server.Transport is RabbitTransport rabbit)
        {
            rabbit.Connections.Working?.Sever("crash");
            rabbit.Connections.Publishing?.Sever("crash");
        }

        await Server.Transport.DisposeAsync();
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await StopAsync();
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
    }
}
