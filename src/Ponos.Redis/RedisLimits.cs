using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ponos.Diagnostics;
using Ponos.Redis.Connecting;
using Ponos.Redis.Limits;
using StackExchange.Redis;

namespace Ponos.Redis;

/// <summary>The shared limits of one service. Nothing is connected before a handler has one.</summary>
internal sealed class RedisLimits(LimiterParts parts) : ISharedLimits, IAsyncDisposable
{
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenConnects = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly List<SharedLimiter> _limiters = [];
    private int _disposed;

    public RedisLink Link => parts.Link;

    public WhenAway WhenAway => parts.Settings.WhenAway;

    public IReadOnlyList<SharedLimiter> Limiters
    {
        get
        {
            lock (_gate)
            {
                return [.. _limiters];
            }
        }
    }

    /// <summary>Composes the limits of a service.</summary>
    /// <exception cref="InvalidOperationException">An option is out of its range or cannot be read.</exception>
    public static RedisLimits Create(IServiceProvider provider, string service)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<RedisOptions>>().Get(service);
        var settings = RedisSettings.Of(options, service);
        var connection = ReadConnection(options, service);
        Func<Task<IConnectionMultiplexer>> connect = options.Multiplexer is { } own
            ? () => Task.FromResult(own(provider))
            : async () => await ConnectionMultiplexer.ConnectAsync(connection);
        var time = provider.GetRequiredService<TimeProvider>();
        var log = new QuietLog(provider.GetRequiredService<ILoggerFactory>().CreateLogger("Ponos." + service));
        var place = options.Multiplexer is null
            ? string.Join(", ", connection.EndPoints.Select(ConnectionText.Write))
            : "the application's own connection";
        var process = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}";
        var link = new RedisLink(connect, owns: options.Multiplexer is null, place, $"{settings.KeyPrefix}:probe:{process}", time, log);
        return new RedisLimits(new LimiterParts(link, settings, process, time, log));
    }

    public RateLimiter LimitRate(SharedLimit limit, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return Add(new SharedRateLimiter(limit, period, parts));
    }

    public RateLimiter LimitConcurrency(SharedLimit limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return Add(new SharedPlaceLimiter(limit, parts));
    }

    public async ValueTask DisposeAsync()
    {
        // The container knows it under two types, and disposes it for each.
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await Task.WhenAll(Limiters.Select(limiter => limiter.DisposeAsync().AsTask()));
        await Link.DisposeAsync();
    }

    private SharedLimiter Add(SharedLimiter limiter)
    {
        lock (_gate)
        {
            _limiters.Add(limiter);
        }

        Link.Start();
        limiter.Start();
        return limiter;
    }

    private static ConfigurationOptions ReadConnection(RedisOptions options, string service)
    {
        try
        {
            var connection = ConnectionText.Read(options.Connection);
            connection.AbortOnConnectFail = false;
            connection.ClientName ??= $"ponos-{service}";
            // What cannot be sent now is not to be sent later either: somebody else may have what it asks for by then.
            connection.BacklogPolicy = BacklogPolicy.FailFast;
            connection.AsyncTimeout = (int)CommandTimeout.TotalMilliseconds;
            connection.ReconnectRetryPolicy = new LinearRetry((int)BetweenConnects.TotalMilliseconds);
            return connection;
        }
        catch (FormatException exception)
        {
            throw new InvalidOperationException(
                $"The service '{service}' has no Redis. {exception.Message} " +
                "It is read from UseRedis(…), Ponos:Redis:Connection, ConnectionStrings:Redis, or REDIS_HOST and REDIS_PORT.",
                exception);
        }
    }
}
