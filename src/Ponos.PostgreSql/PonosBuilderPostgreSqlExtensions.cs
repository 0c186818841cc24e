using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Ponos.Outboxes;
using Ponos.PostgreSql.Outbox;

namespace Ponos;

/// <summary>An outbox and an inbox in PostgreSQL for a service.</summary>
public static class PonosBuilderPostgreSqlExtensions
{
    /// <summary>
    /// Lets the service publish with transactions of PostgreSQL (<c>transaction.PublishAsync(publisher, job)</c>) and sends what was
    /// committed; and lets its handlers remember jobs with theirs (<c>transaction.RememberAsync(context)</c>). Adds the health check
    /// <c>ponos.{service}.outbox</c>.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="configure">
    /// Sets options. Default: the <see cref="NpgsqlDataSource"/> among the host's services, and the schema <c>ponos</c>.
    /// </param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The service has an outbox already.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static PonosBuilder UsePostgreSqlOutbox(this PonosBuilder builder, Action<PostgreSqlOutboxOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new PostgreSqlOutboxOptions();
        configure?.Invoke(options);
        var (services, service) = (builder.Services, builder.Service);
        options.Check(service);
        if (services.Any(known => known.ServiceType == typeof(OutboxParts) && Equals(known.ServiceKey, service)))
        {
            throw new InvalidOperationException(
                $"The service '{service}' has an outbox in PostgreSQL already. Call UsePostgreSqlOutbox once.");
        }

        services.TryAddSingleton(provider => new OutboxTelemetry(provider.GetService<IMeterFactory>()));
        services.AddKeyedSingleton(service, (provider, _) => new OutboxParts(provider, service, options));
        services.AddSingleton(new OutboxName(service));
        services.AddKeyedSingleton(service, (provider, _) => Parts(provider).Outbox);
        services.AddKeyedSingleton<IPostgreSqlOutbox>(service, (provider, _) => Parts(provider).Outbox);
        services.AddKeyedSingleton<IOutboxRelay>(service, (provider, _) => Parts(provider).Outbox);
        services.AddParkedJobs(service, provider => Parts(provider).Outbox);
        services.TryAddSingleton(OnlyOutbox);
        if (options.Relay)
        {
            services.AddSingleton<IHostedService>(provider => Parts(provider).NewRelay());
            services.AddSingleton<IHostedService>(provider => Parts(provider).NewListener());
            services.AddHealthChecks().Add(new HealthCheckRegistration(
                $"ponos.{service}.outbox", provider => Parts(provider).NewHealthCheck(), HealthStatus.Unhealthy, tags: null));
        }

        services.AddSingleton<IHostedService>(provider => Parts(provider).NewCleaner());
        return builder;

        OutboxParts Parts(IServiceProvider provider) => provider.GetRequiredKeyedService<OutboxParts>(service);
    }

    private static IPostgreSqlOutbox OnlyOutbox(IServiceProvider provider)
    {
        var names = provider.GetServices<OutboxName>().Select(known => known.Service).ToArray();
        return names.Length == 1
            ? provider.GetRequiredKeyedService<IPostgreSqlOutbox>(names[0])
            : throw new InvalidOperationException(
                $"This host has {names.Length} outboxes ({string.Join(", ", names)}). "
                + "Take that of one service: [FromKeyedServices(\"service\")] IPostgreSqlOutbox.");
    }

    /// <summary>That a service has an outbox.</summary>
    private sealed record OutboxName(string Service);
}
