using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ponos.Handlers;
using Ponos.Redis.Connecting;

namespace Ponos.Redis.Tests;

/// <summary>Where Redis is, from code, configuration and environment.</summary>
internal sealed class OptionsTests
{
    [Test]
    public void UseRedis_WithNothingConfigured_IsNodesDefault() => Assert.That(Read().Connection, Is.EqualTo("localhost:6379"));

    [TestCase("redis.example", "6380", "redis.example:6380")]
    [TestCase("redis.example", null, "redis.example:6379")]
    [TestCase(null, "6380", "localhost:6380")]
    [TestCase("redis", "tcp://10.0.0.1:6379", "redis:6379")]
    public void UseRedis_WithNodesNames_TakesThem(string? host, string? port, string expected) =>
        Assert.That(Read(("REDIS_HOST", host), ("REDIS_PORT", port)).Connection, Is.EqualTo(expected));

    [Test]
    public void UseRedis_SettingsInSeveralPlaces_TheNearerOneWins()
    {
        var options = Read(
            ("REDIS_HOST", "node"),
            ("ConnectionStrings:Redis", "named:1"),
            ("Ponos:Redis:Connection", "all:2"),
            ("Ponos:Services:mailer:Redis:Connection", "own:3"),
            ("Ponos:Redis:WhenAway", "divide"), ("Ponos:Redis:Lease", "1m"), ("Ponos:Redis:KeyPrefix", "staging"));

        Assert.That(
            (options.Connection, options.WhenAway, options.Lease, options.KeyPrefix),
            Is.EqualTo(("own:3", WhenAway.Divide, TimeSpan.FromMinutes(1), "staging")));
        Assert.That(Read(builder => builder.UseRedis("code:4"), ("ConnectionStrings:Redis", "named:1")).Connection, Is.EqualTo("code:4"));
    }

    [TestCase("Ponos:Redis:WhenAwy", "Wait", "Did you mean 'WhenAway'?")]
    [TestCase("Ponos:Services:mailer:Redis:Hold", "1", "The settings are: Connection")]
    [TestCase("Ponos:Redis:WhenAway", "1", "write one of Wait, Divide")]
    [TestCase("Ponos:Redis:Lease", "long", "write a duration such as")]
    [TestCase("REDIS_PORT", "70000", "write a port from 1 to 65535")]
    public void UseRedis_SettingThatIsNone_IsRefusedWithItsNameAndTheRemedy(string key, string value, string remedy) =>
        Assert.That(
            () => Read((key, value)),
            Throws.InvalidOperationException.With.Message.Contains(key.Split(':')[^1]).And.Message.Contains(remedy));

    [TestCase(4)]
    [TestCase(3601)]
    public void Create_LeaseOutOfItsRange_IsRefused(int seconds) => Assert.That(
        () => Limits(options => options.Lease = TimeSpan.FromSeconds(seconds)),
        Throws.InvalidOperationException.With.Message.Contains("Ponos:Redis:Lease").And.Message.Contains("from '5s' to '1h'"));

    [TestCase("")]
    [TestCase("a{b}")]
    public void Create_PrefixThatWouldBreakTheKeys_IsRefused(string prefix) =>
        Assert.That(
            () => Limits(options => options.KeyPrefix = prefix),
            Throws.InvalidOperationException.With.Message.Contains("Ponos:Redis:KeyPrefix"));

    [TestCase("localhost:6379,password=sesame,nonsense=1")]
    [TestCase("http://user:sesame@host")]
    [TestCase("redis://sesame@host")]
    [TestCase("redis://:sesame@host/one")]
    public void UseRedis_ConnectionThatCannotBeRead_IsRefusedWithoutRepeatingIt(string text)
    {
        Assert.That(
            () => Read(builder => builder.UseRedis(text)),
            Throws.ArgumentException.With.Message.Contains("write host:port").And.Message.Not.Contains("sesame"));
        Assert.That(
            () => Limits(options => options.Connection = text),
            Throws.InvalidOperationException.With.Message.Contains("'mailer' has no Redis").And.Message.Not.Contains("sesame"));
    }

    [Test]
    public void Read_AUri_HasAllOfIt()
    {
        var options = ConnectionText.Read("rediss://ann:p%40ss@redis.example:7000/3");

        Assert.That((options.Ssl, options.User, options.Password, options.DefaultDatabase), Is.EqualTo((true, "ann", "p@ss", 3)));
        Assert.That(options.EndPoints.Single().ToString(), Does.Contain("redis.example:7000"));
        Assert.That(ConnectionText.Read("redis://:secret@localhost").Password, Is.EqualTo("secret"));
        Assert.That(ConnectionText.Read("redis://localhost").EndPoints.Single().ToString(), Does.Contain("6379"));
    }

    private static RedisOptions Read(params (string Key, string? Value)[] settings) => Read(builder => builder.UseRedis(), settings);

    private static RedisOptions Read(Func<PonosBuilder, PonosBuilder> use, params (string Key, string? Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
            .Build());
        use(services.AddPonos("mailer", HandlerCatalog.Empty));
        using var provider = services.BuildServiceProvider();
        // The service's own options do not mind the section of this package.
        Assert.That(provider.GetRequiredService<IOptionsMonitor<PonosOptions>>().Get("mailer").Concurrency, Is.EqualTo(1));
        return provider.GetRequiredService<IOptionsMonitor<RedisOptions>>().Get("mailer");
    }

    private static void Limits(Action<RedisOptions> configure)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddPonos("mailer", HandlerCatalog.Empty).UseRedis(configure);
        var provider = services.BuildServiceProvider();
        _ = provider.GetRequiredKeyedService<ISharedLimits>("mailer");
    }
}
