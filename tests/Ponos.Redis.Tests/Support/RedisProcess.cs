using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos.Handlers;
using Ponos.Tests.Support;

namespace Ponos.Redis.Tests.Support;

/// <summary>What one process of a service has of its shared limits: its own connection, its own limiters.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    public RedisProcess(RedisServer server, Action<RedisOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging(logging => logging.AddProvider(Log));
        // A configuration of its own comes last, and wins.
        services.AddPonos("mailer", HandlerCatalog.Empty).UseRedis(server.Address).UseRedis(configure ?? (_ => { }));
        _provider = services.BuildServiceProvider();
        Limits = _provider.GetRequiredKeyedService<RedisLimits>("mailer");
    }

    public RedisLimits Limits { get; }

    public HostLog Log { get; } = new();

    public RateLimiter Rate(int permits, TimeSpan period) =>
        Limits.LimitRate(new SharedLimit { Queue = "mailer.mail.send", HandlerName = "Mailer.Send", Permits = permits }, period);

    public RateLimiter Places(int permits) =>
        Limits.LimitConcurrency(new SharedLimit { Queue = "mailer.report.write", HandlerName = "Mailer.Write", Permits = permits });

    public async ValueTask DisposeAsync() => await _provider.DisposeAsync();
}
