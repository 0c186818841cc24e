using System.Text;
using System.Text.Json;
using Khronos.Replicas.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Ponos;
using Ponos.Handlers;
using Ponos.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Khronos.Replicas.Tests;

/// <summary>A stranger with a user of his own on the broker, who may publish to Khronos and calls himself whatever he likes.</summary>
[NonParallelizable]
internal sealed class OwnershipTests
{
    private const int Bound = 120_000;
    private const string Password = "s3ntinel-pw";
    private const string Service = "images";

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { TypeInfoResolver = KhronosJson.TypeInfoResolver };

    private RabbitBroker _broker = null!;
    private ServiceHosts _hosts = null!;

    [OneTimeSetUp]
    public async Task StartBroker()
    {
        _broker = await RabbitBroker.StartAsync("ownership");
        foreach (var user in new[] { "khronos", "images-user", "mallory", "dashboard" })
        {
            await _broker.RabbitMqCtlAsync("add_user", user, Password);
            await _broker.RabbitMqCtlAsync("set_permissions", user, ".*", ".*", ".*");
        }
    }

    [OneTimeTearDown]
    public async Task StopBroker() => await _broker.DisposeAsync();

    [SetUp]
    public void SetUp() => _hosts = new ServiceHosts(UriOf("khronos"));

    [TearDown]
    public async Task TearDown()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
        {
            await TestContext.Out.WriteLineAsync(string.Join('\n', _hosts.LogLines));
        }

        await _hosts.DisposeAsync();
    }

    [Test, CancelAfter(Bound)]
    public async Task Stranger_WithTheServicesName_ChangesNothingOfIts(CancellationToken cancellationToken)
    {
        var khronos = await StartKhronosAsync(("Khronos:Operators", "dashboard"));
        var images = await StartImagesAsync();
        await images.Publisher.PublishAsync(new PutSchedule { Name = "nightly", Every = "1s" }, cancellationToken);
        await khronos.Jobs.SettledAsync(PutSchedule.TaskName, JobOutcome.Succeeded, cancellationToken);

        await using var mallory = await ConnectAsync("mallory", cancellationToken);
        foreach (var (user, headers) in new (string?, Dictionary<string, object?>?)[]
        {
            ("mallory", null),
            (null, null),
            // As a copy of Khronos' own would say whose its original was.
            ("mallory", new() { ["ponos-original-user"] = "images-user" }),
            (null, new() { ["ponos-original-user"] = "images-user" }),
        })
        {
            await AttackAsync(khronos, mallory, user, headers, cancellationToken);
        }

        await using var channel = await mallory.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        await Assert.ThatAsync(
            () => SendAsync(channel, new DeleteSchedule("nightly"), DeleteSchedule.TaskName, "images-user", null, cancellationToken),
            Throws.InstanceOf<OperationInterruptedException>().Or.InstanceOf<AlreadyClosedException>(),
            "The broker checks whose name a message carries.");

        await using var dashboard = await ConnectAsync("dashboard", cancellationToken);
        await using var acting = await dashboard.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        var paused = await SendAsync(acting, new PauseSchedule("nightly"), PauseSchedule.TaskName, "dashboard", null, cancellationToken);
        Assert.That(
            (await SettledAsync(khronos, paused, cancellationToken)).Outcome,
            Is.EqualTo(JobOutcome.Succeeded),
            "An operator acts for the service.");
        await images.Publisher.PublishAsync(new DeleteSchedule("nightly"), new PublishOptions { MessageId = "own" }, cancellationToken);
        Assert.That((await SettledAsync(khronos, "own", cancellationToken)).Outcome, Is.EqualTo(JobOutcome.Succeeded));
    }

    [Test, CancelAfter(Bound)]
    public async Task Stranger_CallsHimselfKhronos_IsRefused(CancellationToken cancellationToken)
    {
        var khronos = await StartKhronosAsync();
        await using var mallory = await ConnectAsync("mallory", cancellationToken);
        await using var channel = await mallory.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);

        var id = await SendAsync(
            channel, new DeleteSchedule("one-hour"), DeleteSchedule.TaskName, "mallory", null, cancellationToken, "khronos");

        var settled = await SettledAsync(khronos, id, cancellationToken);
        Assert.That(settled.Outcome, Is.EqualTo(JobOutcome.Invalid));
        Assert.That(settled.Error!.Message, Does.Contain("the name of Khronos itself"));
    }

    [Test, CancelAfter(Bound)]
    public async Task RequireUserId_OfKhronos_RefusesATaskWithoutOne(CancellationToken cancellationToken)
    {
        var khronos = await StartKhronosAsync(("Ponos:Services:khronos:RequireUserId", "true"));
        await using var mallory = await ConnectAsync("mallory", cancellationToken);
        await using var channel = await mallory.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);

        var without = await SendAsync(
            channel, new PutSchedule { Name = "free", Every = "1m" }, PutSchedule.TaskName, null, null, cancellationToken);
        var with = await SendAsync(
            channel, new PutSchedule { Name = "named", Every = "1m" }, PutSchedule.TaskName, "mallory", null, cancellationToken);

        var refused = await SettledAsync(khronos, without, cancellationToken);
        Assert.That((refused.Outcome, refused.Violations.Single().Keyword), Is.EqualTo((JobOutcome.Invalid, "user_id")));
        Assert.That((await SettledAsync(khronos, with, cancellationToken)).Outcome, Is.EqualTo(JobOutcome.Succeeded));
    }

    private static async Task AttackAsync(
        RunningService khronos,
        IConnection connection,
        string? user,
        Dictionary<string, object?>? headers,
        CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        string[] ids =
        [
            await SendAsync(
                channel, new PutSchedule { Name = "nightly", Every = "1d" }, PutSchedule.TaskName, user, headers, cancellationToken),
            await SendAsync(channel, new PauseSchedule("nightly"), PauseSchedule.TaskName, user, headers, cancellationToken),
            await SendAsync(channel, new ResumeSchedule("nightly"), ResumeSchedule.TaskName, user, headers, cancellationToken),
            await SendAsync(channel, new TriggerSchedule("nightly"), TriggerSchedule.TaskName, user, headers, cancellationToken),
            await SendAsync(
                channel,
                new BackfillSchedule("nightly", now.AddSeconds(-2), now.AddSeconds(-1)),
                BackfillSchedule.TaskName,
                user,
                headers,
                cancellationToken),
            await SendAsync(channel, new DeleteSchedule("nightly"), DeleteSchedule.TaskName, user, headers, cancellationToken),
        ];
        foreach (var id in ids)
        {
            var settled = await SettledAsync(khronos, id, cancellationToken);
            Assert.That(settled.Outcome, Is.EqualTo(JobOutcome.Invalid), settled.Name);
            Assert.That(settled.Error!.Message, Does.Contain("belongs to images as another user"), settled.Name);
        }
    }

    private static async Task<string> SendAsync<TTask>(
        IChannel channel,
        TTask task,
        string name,
        string? user,
        Dictionary<string, object?>? headers,
        CancellationToken cancellationToken,
        string service = Service)
    {
        var properties = new BasicProperties
        {
            MessageId = Guid.NewGuid().ToString("N"),
            AppId = service,
            Type = name,
            ContentType = "application/json",
            DeliveryMode = DeliveryModes.Persistent,
            Headers = headers,
        };
        if (user is not null)
        {
            properties.UserId = user;
        }

        await channel.BasicPublishAsync(
            "",
            $"khronos.{name}",
            mandatory: true,
            properties,
            Encoding.UTF8.GetBytes(JsonSerializer.Serialize(task, Web)),
            cancellationToken);
        return properties.MessageId;
    }

    private static Task<SettledJob> SettledAsync(RunningService khronos, string id, CancellationToken cancellationToken) =>
        khronos.Jobs.SettledAsync(job => job.MessageId == id, id, cancellationToken);

    private Task<IConnection> ConnectAsync(string user, CancellationToken cancellationToken) =>
        new ConnectionFactory { Uri = new Uri(UriOf(user)), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(cancellationToken);

    private string UriOf(string user) => $"amqp://{user}:{Password}@127.0.0.1:{_broker.Port}/";

    /// <summary>Without replicas, so that each test has schedules of its own.</summary>
    private async Task<RunningService> StartKhronosAsync(params (string Key, string Value)[] settings)
    {
        var state = Path.Combine(Path.GetTempPath(), $"ownership-{Guid.NewGuid():N}.db");
        return await _hosts.StartAsync(services => services.AddKhronos(), "khronos", [("Khronos:StateFile", state), .. settings]);
    }

    private Task<RunningService> StartImagesAsync() => _hosts.StartAsync(
        services => services.AddPonos(Service, new HandlerCatalog(handlers: [], contracts: Listener.Contracts)),
        Service,
        ("ConnectionStrings:RabbitMq", UriOf("images-user")));
}
