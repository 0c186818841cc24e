using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Images;
using Microsoft.Extensions.DependencyInjection;
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

    private ServiceHosts? _hosts;
    private string _prefix = "";
    private IConnection? _connection;

    protected RabbitBroker Broker { get; private set; } = null!;

    protected Dock Dock { get; private set; } = null!;

    /// <summary>A channel beside the services', to see and to send what no publisher or worker of ours would.</summary>
    protected IChannel Raw { get; private set; } = null!;

    [SetUp]
    public async Task UseBrokerAsync()
    {
        _prefix = $"s{Guid.NewGuid():N}"[..9];
        Dock = new Dock();
        Broker = await StartBrokerAsync();
        _hosts = new ServiceHosts(Broker.Uri);
        _connection = await new ConnectionFactory { Uri = new Uri(Broker.Uri), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
        Raw = await _connection.CreateChannelAsync();
    }

    [TearDown]
    public async Task EndServicesAsync()
    {
        if (_hosts is null)
        {
            return; // No broker: the test was ignored.
        }

        await _hosts.DisposeAsync();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
        {
            await TestContext.Out.WriteLineAsync(string.Join(Environment.NewLine, _hosts.LogLines));
        }
    }

    protected virtual Task<RabbitBroker> StartBrokerAsync() => RabbitNode.GetAsync();

    protected string Unique(string name) => $"{_prefix}.{name}";

    /// <summary>Starts the service with the handlers of this assembly.</summary>
    protected Task<RunningService> StartImagesAsync(string name, params (string Key, string Value)[] settings) =>
        _hosts!.StartAsync(services => services.AddSingleton(Dock).AddPonos(name), name, settings);

    /// <summary>Starts a service with no handlers but those that are mapped.</summary>
    protected Task<RunningService> StartMappedAsync(string name, Action<PonosBuilder> map, params (string Key, string Value)[] settings) =>
        _hosts!.StartMappedAsync(name, map, settings);

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
