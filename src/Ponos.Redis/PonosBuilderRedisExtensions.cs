using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Ponos.Redis;
using Ponos.Redis.Connecting;

namespace Ponos;

/// <summary>Redis for the limits that the processes of a service share.</summary>
public static class PonosBuilderRedisExtensions
{
    /// <summary>
    /// Shares the service's limits through the Redis that the configuration names: <c>ConnectionStrings:Redis</c>, or
    /// <c>REDIS_HOST</c> and <c>REDIS_PORT</c>.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <returns>The builder.</returns>
    public static PonosBuilder UseRedis(this PonosBuilder builder) => builder.UseRedis(static _ => { });

    /// <summary>Shares the service's limits through a Redis, whatever the configuration says.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="connection">Where it is: see <see cref="RedisOptions.Connection"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The connection is empty or cannot be read; the message repeats none of it.</exception>
    public static PonosBuilder UseRedis(this PonosBuilder builder, string connection)
    {
        ArgumentException.ThrowIfNullOrEmpty(connection);
        try
        {
            _ = ConnectionText.Read(connection);
        }
        catch (FormatException exception)
        {
            throw new ArgumentException(exception.Message, nameof(connection), exception);
        }

        return builder.UseRedis(options => options.Connection = connection);
    }

    /// <summary>Shares the service's limits through a Redis, and sets in code what configuration does not say, or says otherwise.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="configure">Sets options, which hold what the configuration says. They are checked when the service starts.</param>
    /// <returns>The builder.</returns>
    public static PonosBuilder UseRedis(this PonosBuilder builder, Action<RedisOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var (services, service) = (builder.Services, builder.Service);
        services.Configure(service, configure);
        if (services.Any(known => known.ServiceType == typeof(RedisLimits) && Equals(known.ServiceKey, service)))
        {
            return builder;
        }

        services.TryAddSingleton(new PackageSection(RedisOptionsFactory.Section));
        services.TryAddTransient<IOptionsFactory<RedisOptions>, RedisOptionsFactory>();
        services.AddKeyedSingleton(service, (provider, _) => RedisLimits.Create(provider, service));
        services.AddKeyedSingleton<ISharedLimits>(service, (provider, _) => provider.GetRequiredKeyedService<RedisLimits>(service));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            $"ponos.{service}.redis",
            provider => new RedisHealthCheck(provider.GetRequiredKeyedService<RedisLimits>(service)),
            HealthStatus.Unhealthy,
            ["consuming"]));
        return builder;
    }
}
