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
        services.AddPonos("mailer", HandlerCatalog.Empty).UseRedis(server.Address).UseRedis(configure ?? (_ => { }));
        _provider = services.BuildServiceProvider();
        Limits = _provider.GetRequiredKeyedService<RedisLimits>("mailer");
    }

    public RedisLimits Limits { get; }

    public HostLog Log { get; } = new();

    public RateLimiter Rate(int permits, TimeSpan period, string queue = "mailer.mail.send") => Limits.LimitRate(new SharedLimit(queue, "Mailer.Send", permits), period);

    public RateLimiter Places(int permits, string queue = "mailer.report.write") => Limits.LimitConcurrency(new SharedLimit(queue, "Mailer.Write", permits));

    public async ValueTask DisposeAsync() => await _provider.DisposeAsync();
}
