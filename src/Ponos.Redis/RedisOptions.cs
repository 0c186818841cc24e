using StackExchange.Redis;

namespace Ponos;

/// <summary>
/// Where a service finds its Redis, and how it shares limits through it. Each option but <see cref="Multiplexer"/> can be
/// set in configuration under <c>Ponos:Redis</c> (for all services of the process) or <c>Ponos:Services:{service}:Redis</c>,
/// and in code, which wins.
/// </summary>
public sealed class RedisOptions
{
    /// <summary>
    /// Where Redis is: <c>host:port</c>, several with commas between them for a cluster, with StackExchange.Redis's options
    /// behind them (<c>redis.example:6380,ssl=true,password=…</c>); or <c>redis://user:password@host:port/database</c>, and
    /// <c>rediss://</c> for TLS.
    /// </summary>
    /// <value>Default: <c>ConnectionStrings:Redis</c>, else <c>REDIS_HOST</c> and <c>REDIS_PORT</c>, else <c>localhost:6379</c>.</value>
    public string Connection { get; set; } = "localhost:6379";

    /// <summary>The application's own connection, which is used instead and never closed; asked for once, before the first use.</summary>
    /// <value>Default: <see langword="null"/>, a connection of the service's own.</value>
    public Func<IServiceProvider, IConnectionMultiplexer>? Multiplexer { get; set; }

    /// <summary>What becomes of jobs with a shared limit while Redis is away.</summary>
    /// <value>Default: <see cref="WhenAway.Wait"/>.</value>
    public WhenAway WhenAway { get; set; }

    /// <summary>
    /// After how long the place of a job is free whose process ended without a word. A process that lives renews it three
    /// times within. From 5 s to 1 hour.
    /// </summary>
    /// <value>Default: 30 s.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// What the keys begin with. Services of one name in several environments that share a Redis need one for each. Without
    /// braces.
    /// </summary>
    /// <value>Default: <c>ponos</c>.</value>
    public string KeyPrefix { get; set; } = "ponos";
}
