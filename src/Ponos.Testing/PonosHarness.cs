using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
    private readonly IHost _host;
    private readonly SteppedClock _clock;
    private readonly JobRecord _record;
    private readonly InMemoryBroker _broker;
    private readonly IdleWatch _idle;
    private readonly WorkerServer[] _servers;

    private PonosHarness(IHost host, SteppedClock clock, JobRecord record, InMemoryBroker broker)
    {
        (_host, _clock, _record, _broker) = (host, clock, record, broker);
        _servers = [.. host.Services.GetServices<ServiceRegistration>().Select(known => host.Services.GetRequiredKeyedService<WorkerServer>(known.Name))];
        _idle = new IdleWatch(_servers, broker);
    }

    /// <summary>How long a wait for a job lasts, in real time, before it fails with what was seen instead.</summary>
    /// <value>Default: 10 s.</value>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>The fake clock, which all of the services share.</summary>
    public TimeProvider Clock => _clock;

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
        var clock = new SteppedClock(start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var record = new JobRecord();
        var broker = new InMemoryBroker(clock);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(broker);
        builder.Services.AddSingleton<IJobObserver>(record);
        configure(builder.Services);
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new PonosHarness(host, clock, record, broker);
        }
        catch
        {
            host.Dispose();
            throw;
        }
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
            ?? throw new InvalidOperationException($"No service of this harness declares a job of the type {typeof(TJob)}; publish it by name.");
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
        await using var transport = new InMemoryTransport(_broker);
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
        await transport.SendAsync(job, CancellationToken.None);
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
            job => job.Name == name && job.Outcome is JobOutcome.Stopped or JobOutcome.Exhausted or JobOutcome.Unhandled, $"'{name}' was dead");

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

    /// <summary>Stops the services and the broker.</summary>
    /// <returns>A task.</returns>
    public async ValueTask DisposeAsync()
    {
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

    private WorkerServer ServerOf(JobKind kind, string name) =>
        Array.Find(_servers, server => server.Publisher.ContractOf(kind, name) is not null)
        ?? throw new InvalidOperationException($"No service of this harness declares the {(kind == JobKind.Task ? "task" : "event")} '{name}'.");

    private Task<TReport> FirstAsync<TReport>(Func<IReadOnlyList<TReport>> reports, Func<TReport, bool> match, string what)
        where TReport : class => _record.FirstAsync(reports, match, what, Patience);
}
