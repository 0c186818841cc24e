using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos.EntityFrameworkCore.Inbox;
using Ponos.EntityFrameworkCore.Outbox;
using Ponos.EntityFrameworkCore.Relay;
using Ponos.Outboxes;

namespace Ponos;

/// <summary>An outbox and an inbox in a context's database for a service.</summary>
public static class PonosBuilderEntityFrameworkExtensions
{
    /// <summary>
    /// Runs each attempt of each of the service's handlers in a transaction of a context, with inbox and outbox
    /// (<see cref="TransactionFilter{TDb}"/>), and lets the service publish with the context's changes.
    /// </summary>
    /// <typeparam name="TDb">The context, with <c>modelBuilder.AddPonos()</c> in its model.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The service has an outbox in the context already.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static PonosBuilder UseEntityFramework<TDb>(this PonosBuilder builder, Action<EntityFrameworkOutboxOptions>? configure = null)
        where TDb : DbContext => builder.UseEntityFrameworkOutbox<TDb>(configure).AddFilter<TransactionFilter<TDb>>();

    /// <summary>
    /// Lets the service publish with a context's changes (<c>db.Publish(job)</c>) and sends what was committed. On PostgreSQL add
    /// <c>UsePostgreSqlOutbox</c>, whose relay sends it; elsewhere one process at a time sends the jobs of a service, and the health
    /// check <c>ponos.{service}.{context}</c> tells of it.
    /// </summary>
    /// <typeparam name="TDb">The context, with <c>modelBuilder.AddPonos()</c> in its model.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The service has an outbox in the context already.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static PonosBuilder UseEntityFrameworkOutbox<TDb>(
        this PonosBuilder builder, Action<EntityFrameworkOutboxOptions>? configure = null)
        where TDb : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new EntityFrameworkOutboxOptions();
        configure?.Invoke(options);
        var (services, service) = (builder.Services, builder.Service);
        options.Check(service);
        if (services.Any(known => known.ServiceType == typeof(Parts<TDb>) && Equals(known.ServiceKey, service)))
        {
            throw new InvalidOperationException(
                $"The service '{service}' has an outbox in {typeof(TDb).Name} already. "
                + "Call UseEntityFramework or UseEntityFrameworkOutbox once.");
        }

        services.TryAddSingleton<CommitInterceptor>();
        services.TryAddSingleton(provider => new OutboxTelemetry(provider.GetService<IMeterFactory>()));
        if (!services.Any(known => known.ServiceType == typeof(Parts<TDb>)))
        {
            services.ConfigureDbContext<TDb>(
                (provider, context) => context.AddInterceptors(provider.GetRequiredService<CommitInterceptor>()));
        }

        services.AddKeyedSingleton(service, (provider, _) => new Parts<TDb>(provider, service, options));
        services.AddKeyedSingleton(service, (provider, _) => PartsOf(provider).Outbox);
        services.AddParkedJobs(service, provider => PartsOf(provider).NewParkedJobs());
        services.AddSingleton<IHostedService>(provider => PartsOf(provider).NewRelay());
        services.AddSingleton<IHostedService>(provider => PartsOf(provider).NewCleaner());
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            $"ponos.{service}.{typeof(TDb).Name}", provider => PartsOf(provider).NewHealthCheck(), HealthStatus.Unhealthy, tags: null));
        return builder;

        Parts<TDb> PartsOf(IServiceProvider provider) => provider.GetRequiredKeyedService<Parts<TDb>>(service);
    }

    /// <summary>Puts one service's outbox in a context together.</summary>
    private sealed class Parts<TDb>(IServiceProvider provider, string service, EntityFrameworkOutboxOptions options)
        where TDb : DbContext
    {
        private readonly WakeSignal _wake = new();
        private readonly TimeProvider _time = provider.GetRequiredService<TimeProvider>();
        private readonly RelayState _state = new(provider.GetRequiredService<TimeProvider>());
        private readonly Refusals _refusals = new(provider.GetRequiredService<TimeProvider>(), TimeSpan.FromSeconds(1));
        private readonly ILogger _log = provider.GetRequiredService<ILoggerFactory>().CreateLogger("Ponos." + service);
        private ContextOutbox? _outbox;

        public ContextOutbox Outbox => _outbox ??= new ContextOutbox(service, typeof(TDb), _wake, provider, _time);

        private IServiceScopeFactory Scopes => provider.GetRequiredService<IServiceScopeFactory>();

        public ContextRelay<TDb> NewRelay()
        {
            var telemetry = provider.GetRequiredService<OutboxTelemetry>();
            telemetry.Observe(service, _state);
            var relay = new OutboxRelay(
                new RelaySettings(service, options.PollInterval, options.ParkAfter, options.BatchSize),
                new ContextRelayStore<TDb>(Scopes, service, options.BatchSize, _time),
                provider.GetRequiredKeyedService<IPreparedJobs>(service),
                _wake,
                _state,
                _refusals,
                telemetry,
                _time,
                _log);
            return new ContextRelay<TDb>(service, relay, provider);
        }

        public ContextParkedJobs<TDb> NewParkedJobs() => new(service, Outbox, provider, _time);

        public ContextInboxCleaner<TDb> NewCleaner() => new(service, options.InboxRetention, Scopes, _time, _log);

        public OutboxHealthCheck NewHealthCheck() => new(_state, _refusals);
    }
}
