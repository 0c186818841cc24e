using System.Diagnostics.Metrics;
using System.Text.Json.Serialization.Metadata;
using Khronos.Book;
using Khronos.Diagnostics;
using Khronos.Engine;
using Khronos.Hosting;
using Khronos.Publishing;
using Khronos.Replication;
using Khronos.State;
using Khronos.Status;
using Khronos.Tasks;
using Khronos.Terms;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos;
using Ponos.Hosting;
using Ponos.Transport;

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
            ScheduleCatalog.Service,
            ScheduleCatalog.Create(),
            ponos => ponos.Json.TypeInfoResolver = Resolver(ponos.Json.TypeInfoResolver));
        services.AddSingleton<IHostedService, KhronosService>();
        services.AddSingleton(provider => Options(provider, configure));
        services.AddSingleton(provider => new KhronosTelemetry(provider.GetService<IMeterFactory>()));
        services.AddSingleton(Clock);
        services.AddSingleton(Parts);
        services.AddSingleton(Lease);
        services.AddSingleton<CurrentTerm>();
        services.AddSingleton<TermFailure>();
        services.AddSingleton<LeaderGate>();
        services.AddSingleton<ILeaderGate>(provider => provider.GetRequiredService<LeaderGate>());
        services.AddSingleton<Leadership>();
        services.TryAddSingleton(new ReplicationSettings());
        services.TryAddSingleton(LogFormat.Current);
        services.AddSingleton<ReplicationLayer>();
        services.AddKeyedSingleton<ITransportLayer>(
            ScheduleCatalog.Service, (provider, _) => provider.GetRequiredService<ReplicationLayer>());
        services.AddSingleton<ClockWorker>();
        services.AddSingleton(provider => new ScheduleWorker(
            provider.GetRequiredService<CurrentTerm>(),
            provider.GetRequiredKeyedService<IPublisher>(ScheduleCatalog.Service),
            provider.GetRequiredService<KhronosOptions>()));
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

    private static TimekeeperParts Parts(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<KhronosOptions>();
        return new TimekeeperParts
        {
            Options = options,
            BuiltIn = [.. KhronosConfiguration.IntervalsOf(options)],
            Clock = provider.GetRequiredService<ClockWatch>(),
            Sink = new TickPublisher(provider.GetRequiredKeyedService<IPublisher>(ScheduleCatalog.Service)),
            Exchanges = new EventExchanges(provider.GetRequiredKeyedService<IPublisher>(ScheduleCatalog.Service)),
            Time = provider.GetRequiredService<TimeProvider>(),
            NewDriver = engine => Driver(provider, engine),
            Telemetry = Telemetry(provider),
            Loggers = provider.GetRequiredService<ILoggerFactory>(),
        };
    }

    private static KhronosTelemetry Telemetry(IServiceProvider provider)
    {
        var telemetry = provider.GetRequiredService<KhronosTelemetry>();
        var (current, lease, clock) =
            (provider.GetRequiredService<CurrentTerm>(), provider.GetRequiredService<ILease>(), provider.GetRequiredService<ClockWatch>());
        telemetry.Watch(
            () => lease.Standing.IsLeading,
            () => current.Timekeeper?.Engine.Count ?? 0,
            () => current.Timekeeper is { } timekeeper ? clock.Read() - timekeeper.Engine.Watermark : null);
        return telemetry;
    }

    /// <summary>The replicas', where there can be any: that is known when the service has its transport.</summary>
    private static ILease Lease(IServiceProvider provider)
    {
        _ = provider.GetRequiredKeyedService<WorkerServer>(ScheduleCatalog.Service);
        return provider.GetRequiredService<ReplicationLayer>().Lease
            ?? new SoleLease(provider.GetService<ITimekeeperState>() ?? State(provider));
    }

    private static ITimekeeperState State(IServiceProvider provider) =>
        provider.GetRequiredService<KhronosOptions>().StateFile is { } file ? new SqliteState(file) : new TransientState();

    private static IDriver Driver(IServiceProvider provider, TickEngine engine)
    {
        var time = Time(provider);
        return ReferenceEquals(time, TimeProvider.System)
            ? new DeadlineThread(engine, provider.GetRequiredService<ILogger<DeadlineThread>>())
            : new TimerDriver(engine, time, provider.GetRequiredService<ILogger<TimerDriver>>());
    }
}
