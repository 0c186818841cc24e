using System.Diagnostics.Metrics;
using System.Text.Json.Serialization.Metadata;
using Khronos.Diagnostics;
using Khronos.Engine;
using Khronos.Hosting;
using Khronos.Publishing;
using Khronos.Replication;
using Khronos.Schedules;
using Khronos.State;
using Khronos.Status;
using Khronos.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos;
using Ponos.Hosting;
using Ponos.Transport;
using Ponos.Transport.RabbitMq;

namespace Khronos;

/// <summary>Adds Khronos to a host.</summary>
public static class KhronosServiceCollectionExtensions
{
    /// <summary>
    /// Adds the service <c>khronos</c>, which publishes time events on the wall clock: in a process of its own, or next to
    /// the services that listen to them.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options in code; applied after configuration and environment.</param>
    /// <returns>A builder for what the service is given besides, such as the embedded broker.</returns>
    /// <exception cref="ArgumentException">The host has Khronos already.</exception>
    public static PonosBuilder AddKhronos(this IServiceCollection services, Action<KhronosOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        // Hosted services start in order: the schedules are there before the first task, and ticks come when they can be published.
        services.AddSingleton<IHostedService, KhronosOpening>();
        var builder = services.AddPonos(
            ScheduleCatalog.Service, ScheduleCatalog.Create(), ponos => ponos.Json.TypeInfoResolver = Resolver(ponos.Json.TypeInfoResolver));
        services.AddSingleton<IHostedService, KhronosService>();
        services.AddSingleton(provider => Options(provider, configure));
        services.AddSingleton(provider => new KhronosTelemetry(provider.GetService<IMeterFactory>()));
        services.AddSingleton(Sink);
        services.AddSingleton(Clock);
        services.AddSingleton(Outbox);
        services.AddSingleton(Engine);
        services.AddSingleton<Func<IDriver>>(provider => () => Driver(provider));
        services.AddSingleton<Timekeeper>();
        services.AddSingleton(Lease);
        services.AddSingleton(State);
        services.AddSingleton<LeaderGate>();
        services.AddSingleton<TermFailure>();
        services.AddKeyedSingleton<ITransportLayer>(
            ScheduleCatalog.Service,
            (provider, _) => new LeaderLayer(provider.GetRequiredService<KhronosOptions>(), provider.GetRequiredService<LeaderGate>()));
        services.AddSingleton<ScheduleBook>();
        services.AddSingleton(OutOfTurn);
        services.AddSingleton<ClockWorker>();
        services.AddSingleton(provider => new ScheduleWorker(
            provider.GetRequiredService<ScheduleBook>(), provider.GetRequiredService<OutOfTurn>(), provider.GetRequiredKeyedService<IPublisher>(ScheduleCatalog.Service)));
        services.AddSingleton<IJobObserver, RejectionObserver>();
        services.AddKhronosStatus(Time);
        services.AddHealthChecks().AddCheck<TimekeepingHealthCheck>("khronos", tags: ["timekeeping"]);
        return builder;
    }

    private static IJsonTypeInfoResolver Resolver(IJsonTypeInfoResolver? given) =>
        given is null ? KhronosJson.TypeInfoResolver : JsonTypeInfoResolver.Combine(KhronosJson.TypeInfoResolver, given);

    private static KhronosOptions Options(IServiceProvider provider, Action<KhronosOptions>? configure)
    {
        var options = new KhronosOptions();
        if (provider.GetService<IConfiguration>() is { } configuration)
        {
            KhronosConfiguration.Apply(configuration, options);
        }

        configure?.Invoke(options);
        KhronosConfiguration.Check(options);
        return options;
    }

    private static TimeProvider Time(IServiceProvider provider) =>
        provider.GetRequiredService<KhronosOptions>().TimeProvider ?? provider.GetRequiredService<TimeProvider>();

    private static ClockWatch Clock(IServiceProvider provider) => new(
        Time(provider), provider.GetRequiredService<KhronosOptions>().ForwardStepLimit, provider.GetRequiredService<ILogger<ClockWatch>>());

    /// <summary>Retries wait by the host's time, so that a clock that runs fast for the ticks does not hurry the broker.</summary>
    private static TickOutbox Outbox(IServiceProvider provider) => new(
        provider.GetRequiredService<ITickSink>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<KhronosTelemetry>(),
        provider.GetRequiredService<ILogger<TickOutbox>>(),
        provider.GetRequiredService<KhronosOptions>().PublishConcurrency);

    private static TickEngine Engine(IServiceProvider provider)
    {
        var clock = provider.GetRequiredService<ClockWatch>();
        var telemetry = provider.GetRequiredService<KhronosTelemetry>();
        var engine = new TickEngine(
            clock,
            provider.GetRequiredService<TickOutbox>(),
            telemetry,
            provider.GetRequiredService<ILogger<TickEngine>>(),
            provider.GetRequiredService<KhronosOptions>().CatchUpLimit);
        telemetry.Watch(engine, clock, provider.GetRequiredService<ILease>());
        return engine;
    }

    private static ITickSink Sink(IServiceProvider provider)
    {
        var publisher = new TickPublisher(provider.GetRequiredKeyedService<IPublisher>(ScheduleCatalog.Service));
        return provider.GetRequiredService<ILease>() is RabbitLease lease ? new LeaderSink(publisher, lease) : publisher;
    }

    /// <summary>Replicas share the broker that they publish to, and nothing else.</summary>
    private static ILease Lease(IServiceProvider provider)
    {
        var transport = provider.GetRequiredKeyedService<WorkerServer>(ScheduleCatalog.Service).Transport;
        return transport is LeaderTransport { Broker: RabbitTransport rabbit }
            ? new RabbitLease(
                rabbit.Options,
                provider.GetService<ReplicationSettings>() ?? new ReplicationSettings(),
                provider.GetService<LogFormat>() ?? LogFormat.Current,
                provider.GetRequiredService<ILogger<RabbitLease>>())
            : new SoleLease();
    }

    private static IDriver Driver(IServiceProvider provider)
    {
        var engine = provider.GetRequiredService<TickEngine>();
        var time = Time(provider);
        return ReferenceEquals(time, TimeProvider.System)
            ? new DeadlineThread(engine, provider.GetRequiredService<ILogger<DeadlineThread>>())
            : new TimerDriver(engine, time, provider.GetRequiredService<ILogger<TimerDriver>>());
    }

    private static ITimekeeperState State(IServiceProvider provider) =>
        provider.GetRequiredService<ILease>() as ITimekeeperState
        ?? (provider.GetRequiredService<KhronosOptions>().StateFile is { } file ? new SqliteState(file) : new TransientState());

    private static OutOfTurn OutOfTurn(IServiceProvider provider) => new(
        provider.GetRequiredService<ITickSink>(), provider.GetRequiredService<ClockWatch>(), provider.GetRequiredService<KhronosOptions>().CatchUpLimit);
}
