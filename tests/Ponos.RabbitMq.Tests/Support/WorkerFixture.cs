using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Images;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos.Handlers;
using Ponos.Tests.Support;
using RabbitMQ.Client;

namespace Ponos.RabbitMq.Tests.Support;

/// <summary>
/// What a test of whole services starts from: hosts as an application builds them, service names of the test's own, and a
/// channel of its own on which messages are seen as they are on the wire.
/// </summary>
internal abstract class WorkerFixture
{
    /// <summary>No test takes longer, in milliseconds.</summary>
    protected const int Bound = 60_000;

    private readonly List<RunningService> _running = [];
    private HostLog _log = null!;
    private string _prefix = "";
    private IConnection? _connection;

    protected RabbitBroker Broker { get; private set; } = null!;

    protected Dock Dock { get; private set; } = null!;

    /// <summary>Opened on first use; the broker of another test must not be asked for one.</summary>
    protected IChannel Raw { get; private set; } = null!;

    [SetUp]
    public async Task UseBrokerAsync()
    {
        _prefix = $"s{Guid.NewGuid():N}"[..9];
        _log = new HostLog();
        Dock = new Dock();
        Broker = await StartBrokerAsync();
        _connection = await new ConnectionFactory { Uri = new Uri(Broker.Uri), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
        Raw = await _connection.CreateChannelAsync();
    }

    [TearDown]
    public async Task EndServicesAsync()
    {
        foreach (var service in _running)
        {
            await service.DisposeAsync();
        }

        _running.Clear();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
        {
            await TestContext.Out.WriteLineAsync(string.Join(Environment.NewLine, _log.Lines));
        }
    }

    protected virtual Task<RabbitBroker> StartBrokerAsync() => RabbitNode.GetAsync();

    protected string Unique(string name) => $"{_prefix}.{name}";

    /// <summary>Starts the service with the handlers of this assembly.</summary>
    protected Task<RunningService> StartImagesAsync(string name, params (string Key, string Value)[] settings) =>
        StartAsync(services => services.AddSingleton(Dock).AddPonos(name), name, settings);

    /// <summary>Starts a service with no handlers but those that are mapped.</summary>
    protected Task<RunningService> StartMappedAsync(string name, Action<PonosBuilder> map, params (string Key, string Value)[] settings) =>
        StartAsync(services => map(services.AddPonos(name, HandlerCatalogue.Empty)), name, settings);

    /// <summary>Builds and starts a host with the broker in its configuration, where the settings name no other.</summary>
    private async Task<RunningService> StartAsync(Action<IServiceCollection> add, string name, (string Key, string Value)[] settings)
    {
        var jobs = new ObservedJobs();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:RabbitMq"] = Broker.Uri });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Logging.AddProvider(_log);
        builder.Services.AddSingleton<IJobObserver>(jobs);
        add(builder.Services);
        var service = new RunningService(builder.Build(), name, jobs);
        _running.Add(service);
        await service.Host.StartAsync();
        return service;
    }

    /// <summary>Publishes a body that no publisher of ours has looked at.</summary>
    protected async Task PublishRawAsync(string queue, string body, BasicProperties? properties = null) =>
        await Raw.BasicPublishAsync("", queue, mandatory: false, properties ?? new BasicProperties(), Encoding.UTF8.GetBytes(body));

    /// <summary>Takes the next message of a queue, as soon as there is one.</summary>
    protected async Task<BasicGetResult> TakeAsync(string queue, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await Raw.BasicGetAsync(queue, autoAck: true, cancellationToken) is { } message)
            {
                return message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }
    }

    protected async Task<uint> CountAsync(string queue) => (await Raw.QueueDeclarePassiveAsync(queue)).MessageCount;

    /// <summary>What <c>rabbitmqctl</c> lists, as JSON.</summary>
    protected async Task<JsonElement[]> ListAsync(string what, params string[] columns)
    {
        var output = await Broker.RabbitMqCtlAsync([what, .. columns, "--formatter", "json"]);
        return [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
    }

    protected static string Text(BasicGetResult message) => Encoding.UTF8.GetString(message.Body.Span);

    protected static JsonElement Json(BasicGetResult message) => JsonDocument.Parse(message.Body).RootElement;

    /// <summary>A header's text as it is on the wire, or <see langword="null"/>.</summary>
    protected static string? Header(BasicGetResult message, string name) =>
        message.BasicProperties.Headers is { } headers && headers.TryGetValue(name, out var value)
            ? value is byte[] text ? Encoding.UTF8.GetString(text) : Convert.ToString(value, CultureInfo.InvariantCulture)
            : null;

    protected static async Task EventuallyAsync(Func<Task<bool>> condition, TimeSpan within, string what)
    {
        var since = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.That(since.Elapsed, Is.LessThan(within), what);
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
