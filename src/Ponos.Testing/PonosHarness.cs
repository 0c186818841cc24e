using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Ponos.Hosting;
using Ponos.Topology;
using Ponos.Transport;
using Ponos.Transport.InMemory;

namespace Ponos.Testing;

/// <summary>
/// One or more services at work in a test: on an embedded broker of their own, on a fake clock, with everything that they
/// publish and settle on record.
/// </summary>
/// <remarks>
/// Time stands still until <see cref="AdvanceAsync"/>; waits for jobs are in real time and bounded by
/// <see cref="Patience"/>.
/// </remarks>
public sealed class PonosHarness : IAsyncDisposable
{
    private readonly IHost? _host;
    private readonly SteppedClock _clock;
    private readonly JobRecord _record;
    private readonly InMemoryBroker _broker;
    private readonly InMemoryTransport _foreigner;
    private readonly IdleWatch _idle;
    private readonly RunningHandlers _running;
    private readonly WorkerServer[] _servers;

    private PonosHarness(IServiceProvider services, IHost? host)
    {
        (Services, _host) = (services, host);
        (_clock, _record, _broker) = (
            services.GetRequiredService<SteppedClock>(),
            services.GetRequiredService<JobRecord>(),
            services.GetRequiredService<InMemoryBroker>());
        _servers = [.. services.GetServices<ServiceRegistration>()
            .Select(known => services.GetRequiredKeyedService<WorkerServer>(known.Name))];
        _foreigner = new InMemoryTransport(_broker);
        _idle = new IdleWatch(_servers, _broker);
        _running = services.GetRequiredService<RunningHandlers>();
    }

    /// <summary>How long a wait for a job lasts, in real time, before it fails with what was seen instead.</summary>
    /// <value>Default: 10 s.</value>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The host's services.</summary>
    public IServiceProvider Services { get; }

    /// <summary>
    /// The fake clock, which all of the services share. <see cref="AdvanceAsync"/> moves it with the jobs; its own
    /// <see cref="FakeTimeProvider.Advance"/> moves it alone.
    /// </summary>
    public FakeTimeProvider Clock => _clock;

    /// <summary>Everything that was published, in order.</summary>
    public IReadOnlyList<PublishedJob> Published => _record.Published;

    /// <summary>Everything that was settled, in order.</summary>
    public IReadOnlyList<SettledJob> Settled => _record.Settled;

    /// <summary>Starts services.</summary>
    /// <param name="configure">Adds them: <c>services =&gt; services.AddImages()</c>.</param>
    /// <param name="start">What the clock shows at first. Default: 2026-01-01T00:00:00Z.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The services at work. Dispose it at the end of the test.</returns>
    /// <exception cref="InvalidOperationException">The services cannot start; the message says why.</exception>
    public static async Task<PonosHarness> StartAsync(
        Action<IServiceCollection> configure, DateTimeOffset? start = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        await CallerContext.Leave();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Services.AddPonosHarness(start);
        configure(builder.Services);
        PonosTestingServiceCollectionExtensions.WatchHandlers(builder.Services);
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new PonosHarness(host.Services, host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Takes hold of the services of a host that the test, or a <c>WebApplicationFactory</c>, has started.</summary>
    /// <param name="services">The host's services, to which <c>AddPonosHarness</c> was added.</param>
    /// <returns>A harness. The host stays its owner's to stop.</returns>
    /// <exception cref="InvalidOperationException">The host was not made for it.</exception>
    public static PonosHarness Attach(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.GetService<SteppedClock>() is null
            ? throw new InvalidOperationException(
                "The host is not on a fake clock and a broker of its own. "
                + "Call services.AddPonosHarness() behind the application's own services, before the host is built.")
            : new PonosHarness(services, host: null);
    }

    /// <summary>
    /// Stands in for the service that handles a task: the task can be published and is on record, and nothing runs. Without a
    /// stub a task of a service that is not in the test is refused, as it is on a broker without that service.
    /// </summary>
    /// <param name="task">The task's name, or its queue, <c>{service}.{name}</c>, where several services have one of that name.</param>
    /// <exception cref="InvalidOperationException">No service of this harness declares such a task, or one of them handles it.</exception>
    public void StubTask(string task)
    {
        ArgumentException.ThrowIfNullOrEmpty(task);
        var queue = _servers.SelectMany(QueuesOfTasks).FirstOrDefault(known => known.Name == task || known.Queue == task).Queue
            ?? throw new InvalidOperationException($"No service of this harness declares the task '{task}'.");
        if (Array.Exists(_servers, server => server.Workers.Any(worker => worker.Plan.Queue == queue)))
        {
            throw new InvalidOperationException($"The task '{task}' is handled in this harness: there is nothing to stub.");
        }

        _broker.Declare(new TopologyShape([], [new QueueShape(queue, QueueType.Classic)], []), _foreigner);
    }

    /// <summary>
    /// Lets the time of a running attempt run out: awaits that a job's handler runs, moves the clock by its timeout, and awaits
    /// what comes of it.
    /// </summary>
    /// <param name="name">The job's name.</param>
    /// <returns>A task that completes when the attempt has ended and its job is settled or waits for its next attempt.</returns>
    /// <exception cref="InvalidOperationException">No handler of this harness has that name, or it has no timeout.</exception>
    /// <exception cref="TimeoutException">No job ran, or its handler did not end, within <see cref="Patience"/>.</exception>
    public async Task TimeOutAsync(string name)
    {
        await CallerContext.Leave();
        ArgumentException.ThrowIfNullOrEmpty(name);
        var worker = _servers.SelectMany(server => server.Workers).FirstOrDefault(worker => worker.Plan.Descriptor.Name == name)
            ?? throw new InvalidOperationException($"No service of this harness handles '{name}'.");
        if (worker.Plan.Timeout == Timeout.InfiniteTimeSpan)
        {
            throw new InvalidOperationException($"The handler of '{name}' has no timeout.");
        }

        await _running.AwaitAsync(worker.Plan.Queue, Patience);
        Step(worker.Plan.Timeout);
        await WhenIdleAsync();
    }

    /// <summary>Publishes a job as the service that declares its type would.</summary>
    /// <typeparam name="TJob">The job's type.</typeparam>
    /// <param name="job">The job.</param>
    /// <param name="options">Where, when and how; or <see langword="null"/>.</param>
    /// <returns>A task that completes when the broker has taken it.</returns>
    /// <exception cref="InvalidOperationException">No service declares the type.</exception>
    /// <exception cref="PublishException">As for a service.</exception>
    public Task PublishAsync<TJob>(TJob job, PublishOptions? options = null)
        where TJob : notnull
    {
        var server = Array.Find(_servers, server => server.Contracts.TryGet(typeof(TJob), out _))
            ?? throw new InvalidOperationException(
                $"No service of this harness declares a job of the type {typeof(TJob)}; publish it by name.");
        return server.Publisher.PublishAsync(job, options ?? new PublishOptions());
    }

    /// <summary>Publishes an event by its name, as a service that declares it would.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">When and how; or <see langword="null"/>.</param>
    /// <returns>A task that completes when the broker has taken it.</returns>
    /// <exception cref="InvalidOperationException">No service declares the event.</exception>
    /// <exception cref="PublishException">As for a service.</exception>
    public Task PublishEventAsync(string name, object job, PublishOptions? options = null) =>
        ServerOf(JobKind.Event, name).Publisher.PublishEventAsync(name, job, options);

    /// <summary>Publishes a task by its name, as a service that declares it would.</summary>
    /// <param name="name">The task's name.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">Where, when and how; or <see langword="null"/>.</param>
    /// <returns>A task that completes when the broker has taken it.</returns>
    /// <exception cref="InvalidOperationException">No service declares the task.</exception>
    /// <exception cref="PublishException">As for a service.</exception>
    public Task PublishTaskAsync(string name, object job, PublishOptions? options = null) =>
        ServerOf(JobKind.Task, name).Publisher.PublishTaskAsync(name, job, options);

    /// <summary>Puts a body into a task's queue as a foreign publisher would, unchecked: for tests of what is invalid.</summary>
    /// <param name="service">The service that handles the task.</param>
    /// <param name="task">The task's name.</param>
    /// <param name="body">The bytes, JSON or not.</param>
    /// <returns>A task that completes when the broker has taken it.</returns>
    /// <exception cref="UnroutableTaskException">The service has no such task.</exception>
    public async Task SendForeignAsync(string service, string task, ReadOnlyMemory<byte> body)
    {
        await CallerContext.Leave();
        var job = new OutgoingJob
        {
            Address = JobAddress.Queue(QueueNames.Jobs(service, task)),
            Name = task,
            Type = task,
            Body = body,
            MessageId = Guid.NewGuid().ToString(),
            AppId = "foreign",
            Timestamp = _clock.GetUtcNow(),
        };
        await _foreigner.SendAsync(job, CancellationToken.None);
    }

    /// <summary>Awaits a job that was published, already or soon.</summary>
    /// <param name="name">The job's name.</param>
    /// <returns>The first one.</returns>
    /// <exception cref="TimeoutException">None came within <see cref="Patience"/>; the message says what did.</exception>
    public Task<PublishedJob> PublishedAsync(string name) =>
        FirstAsync(() => Published, job => job.Name == name, $"'{name}' was published");

    /// <summary>Awaits a job whose handler succeeded, already or soon.</summary>
    /// <param name="name">The job's name.</param>
    /// <returns>The first one.</returns>
    /// <exception cref="TimeoutException">None came within <see cref="Patience"/>; the message says what did.</exception>
    public Task<SettledJob> HandledAsync(string name) =>
        SettledAsync(job => job.Name == name && job.Outcome == JobOutcome.Succeeded, $"'{name}' was handled");

    /// <summary>Awaits a job that was given up on, already or soon.</summary>
    /// <param name="name">The job's name.</param>
    /// <returns>The first one.</returns>
    /// <exception cref="TimeoutException">None came within <see cref="Patience"/>; the message says what did.</exception>
    public Task<SettledJob> DeadAsync(string name) =>
        SettledAsync(
            job => job.Name == name && job.Outcome is JobOutcome.Stopped or JobOutcome.Exhausted or JobOutcome.Unhandled,
            $"'{name}' was dead");

    /// <summary>Awaits a job that broke its contract, already or soon.</summary>
    /// <param name="name">The job's name.</param>
    /// <returns>The first one.</returns>
    /// <exception cref="TimeoutException">None came within <see cref="Patience"/>; the message says what did.</exception>
    public Task<SettledJob> InvalidAsync(string name) =>
        SettledAsync(job => job.Name == name && job.Outcome is JobOutcome.Invalid or JobOutcome.Undecodable, $"'{name}' was invalid");

    /// <summary>Awaits a settled job, already there or soon.</summary>
    /// <param name="match">Which job is meant.</param>
    /// <param name="what">What is awaited, for the message of a wait in vain.</param>
    /// <returns>The first one.</returns>
    /// <exception cref="TimeoutException">None came within <see cref="Patience"/>; the message says what did.</exception>
    public Task<SettledJob> SettledAsync(Func<SettledJob, bool> match, string what)
    {
        ArgumentNullException.ThrowIfNull(match);
        return FirstAsync(() => Settled, match, what);
    }

    /// <summary>Completes when no job is on its way any more: each is settled, or waits for the clock.</summary>
    /// <returns>A task.</returns>
    /// <exception cref="TimeoutException">Jobs were still running after <see cref="Patience"/>.</exception>
    public Task WhenIdleAsync() => _idle.AwaitAsync(Patience);

    /// <summary>
    /// Moves the clock forward, from one due timer to the next, and lets the jobs of each end before it moves on: a day of
    /// retries, delays and time events passes in order, in moments.
    /// </summary>
    /// <param name="time">How far.</param>
    /// <returns>A task that completes when the clock shows the new time and no job is on its way.</returns>
    /// <exception cref="TimeoutException">Jobs were still running after <see cref="Patience"/>.</exception>
    public async Task AdvanceAsync(TimeSpan time)
    {
        await CallerContext.Leave();
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        var end = _clock.GetUtcNow() + time;
        await WhenIdleAsync();
        while (_clock.NextDue is { } due && due <= end)
        {
            Step(due - _clock.GetUtcNow());
            await WhenIdleAsync();
        }

        Step(end - _clock.GetUtcNow());
        await WhenIdleAsync();
    }

    /// <summary>Stops the services and the broker; those that it was attached to go on.</summary>
    /// <returns>A task.</returns>
    public async ValueTask DisposeAsync()
    {
        await CallerContext.Leave();
        await _foreigner.DisposeAsync();
        if (_host is null)
        {
            return;
        }

        var stopping = _host.StopAsync();
        while (!stopping.IsCompleted)
        {
            // The services' own shutdown waits are on the fake clock too.
            Step(TimeSpan.FromSeconds(1));
            await Task.WhenAny(stopping, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
        }

        await stopping;
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
    }

    /// <summary>
    /// Moves the clock. What waits for it goes on within this call, where a test runner's own context would have it go on
    /// later, unseen meanwhile.
    /// </summary>
    private void Step(TimeSpan time)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            _clock.Advance(time);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static IEnumerable<(string Name, string Queue)> QueuesOfTasks(WorkerServer server) => server.Contracts.All
        .Where(contract => contract.Kind == JobKind.Task)
        .Select(contract => (contract.Name, QueueNames.Jobs(contract.Service ?? server.Service, contract.Name)));

    private WorkerServer ServerOf(JobKind kind, string name) =>
        Array.Find(_servers, server => server.Publisher.ContractOf(kind, name) is not null)
        ?? throw new InvalidOperationException(
            $"No service of this harness declares the {(kind == JobKind.Task ? "task" : "event")} '{name}'.");

    private Task<TReport> FirstAsync<TReport>(Func<IReadOnlyList<TReport>> reports, Func<TReport, bool> match, string what)
        where TReport : class => _record.FirstAsync(reports, match, what, Patience);
}
