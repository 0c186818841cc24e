using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos.Handlers;
using Ponos.Hosting;
using Ponos.Transport.RabbitMq;

namespace Ponos.Core.Tests.Hosting;

/// <summary>The broker chosen in code.</summary>
public sealed class UseRabbitMqTests
{
    [Test]
    public void UseRabbitMq_Uri_WinsOverTheConfiguration()
    {
        using var host = Build(
            builder => builder.UseRabbitMq("amqps://me:secret@broker.example/shop"), ("ConnectionStrings:RabbitMq", "amqp://elsewhere"));

        var options = OptionsOf(host);

        Assert.That(options.Description, Is.EqualTo("broker.example:5671 vhost shop"));
        Assert.That((options.UserName, options.Tls.Enabled, options.ConnectionName), Is.EqualTo(("me", true, "images")));
    }

    [Test]
    public void UseRabbitMq_Options_GoOnFromTheConfiguration()
    {
        using var host = Build(
            builder => builder.UseRabbitMq(options => options.Heartbeat = TimeSpan.FromSeconds(9)),
            ("ConnectionStrings:RabbitMq", "amqp://me:secret@one,two/shop"));

        var options = OptionsOf(host);

        Assert.That(options.Description, Is.EqualTo("one:5672,two:5672 vhost shop"));
        Assert.That((options.UserName, options.Heartbeat), Is.EqualTo(("me", TimeSpan.FromSeconds(9))));
    }

    [Test]
    public void Configure_NamedOptions_AreTheServices()
    {
        using var host = Build(
            builder =>
            {
                builder.UseRabbitMq(_ => { });
                builder.Services.Configure<RabbitMqOptions>("images", options => options.Hosts = ["mine"]);
                builder.Services.Configure<RabbitMqOptions>("other", options => options.Hosts = ["theirs"]);
            });

        Assert.That(OptionsOf(host).Description, Is.EqualTo("mine:5672 vhost /"));
    }

    [Test]
    public void UseRabbitMq_WrongUri_IsRefusedWithoutRepeatingIt()
    {
        var refused = Assert.Throws<ArgumentException>(() => Build(builder => builder.UseRabbitMq("amqp://me:s3ntinel/x@host")));

        Assert.That(refused!.Message, Does.Contain("%2F").And.Not.Contain("s3ntinel"));
    }

    [Test]
    public void UseRabbitMq_WrongOption_FailsTheStartByName()
    {
        using var host = Build(builder => builder.UseRabbitMq(options => options.Heartbeat = TimeSpan.FromHours(1)));

        Assert.That(() => OptionsOf(host), Throws.InvalidOperationException.With.Message.Contains("RabbitMqOptions.Heartbeat"));
    }

    [TestCase("amqp://me:secret@127.0.0.1", false, false)]
    [TestCase("amqp://me:secret@broker.example", true, false)]
    [TestCase("amqps://me:secret@broker.example", false, false)]
    [TestCase("amqp://localhost", false, true)]
    public void Create_WhatIsOpenToOthers_IsWarnedOf(string uri, bool plain, bool guest)
    {
        var log = new CollectedWarnings();
        using var host = Build(builder => builder.UseRabbitMq(uri).Services.AddSingleton<ILoggerProvider>(log));

        OptionsOf(host);

        Assert.That(log.Texts.Any(text => text.Contains("without encryption", StringComparison.Ordinal)), Is.EqualTo(plain));
        Assert.That(log.Texts.Any(text => text.Contains("'guest'", StringComparison.Ordinal)), Is.EqualTo(guest));
    }

    private static IHost Build(Action<PonosBuilder> use, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        use(builder.Services.AddPonos("images", new HandlerCatalog([], [])));
        return builder.Build();
    }

    private static RabbitTransportOptions OptionsOf(IHost host) =>
        ((RabbitTransport)host.Services.GetRequiredService<TransportChoice>()
            .Create("images", new PonosOptions { Broker = BrokerChoice.RabbitMq })).Options;

    private sealed class CollectedWarnings : ILoggerProvider, ILogger
    {
        public List<string> Texts { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Texts.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
