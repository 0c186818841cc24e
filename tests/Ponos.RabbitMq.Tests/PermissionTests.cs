using Images;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Control;
using Ponos.RabbitMq.Tests.Support;
using Ponos.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ponos.RabbitMq.Tests;

/// <summary>The permissions that docs/security.md grants each role: with exactly those a job lives its whole life.</summary>
internal sealed class PermissionTests : WorkerFixture
{
    private const string Task = "docker.images.cleanup";
    private const string Events = @"docker\.images\.cleaned|time\.one-day\.passed";
    private const string Password = "s3ntinel-pw";

    private static readonly (string, string)[] _longRetry = [("Ponos:Retry:InProcessLimit", "00:00:00")];

    [Test, CancelAfter(Bound)]
    public async Task Worker_WithWhatTheDocsGrant_LivesTheWholeLifeOfAJob(CancellationToken cancellationToken)
    {
        var name = Unique("images");
        var images = await StartImagesAsync(name, [await AddUserAsync("worker", name), .. _longRetry]);

        await LiveAsync(images, cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task Worker_WithADelayPrefixOfItsOwn_LivesAndNeitherHearsTheOthersDelayedJobs(CancellationToken cancellationToken)
    {
        var (name, other, prefix) = (Unique("images"), Unique("other"), Unique("domain"));
        var (own, usual) = (await AddUserAsync("worker", name, prefix), await AddUserAsync("worker", other));
        await StartImagesAsync(other, usual, ("Ponos:Declare", "Full"));
        var images = await StartImagesAsync(name, [own, ("Ponos:DelayPrefix", prefix), .. _longRetry]);

        await LiveAsync(images, cancellationToken);

        foreach (var (uri, queue, exchange) in new[]
        {
            (own.Value, $"{name}.{Task}", "ponos.delay.delivery"),
            (usual.Value, $"{other}.{Task}", $"{prefix}.delivery"),
        })
        {
            await using var connection = await new ConnectionFactory { Uri = new Uri(uri), AutomaticRecoveryEnabled = false }
                .CreateConnectionAsync(cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            var refused = await Assert.ThrowsAsync<OperationInterruptedException>(
                () => channel.QueueBindAsync(queue, exchange, "#", cancellationToken: cancellationToken), exchange);
            Assert.That(refused!.ShutdownReason!.ReplyCode, Is.EqualTo(403), exchange);
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task Listener_WithWhatTheDocsGrant_HearsAnEventAndCannotPublishIt(CancellationToken cancellationToken)
    {
        var (name, user) = (Unique("listening"), await AddUserAsync("worker", Unique("listening"), sent: "none"));
        var listening = await StartMappedAsync(
            name, ponos => ponos.MapEvent("time.one-day.passed", (Job _) => System.Threading.Tasks.Task.CompletedTask), user);
        var khronos = await StartMappedAsync(Unique("khronos"), ponos => ponos.DeclareEvent<DayPassed>("time.one-day.passed"));

        await khronos.Publisher.PublishAsync(new DayPassed(new DateOnly(2026, 11, 23)), cancellationToken: cancellationToken);

        await listening.Jobs.SettledAsync("time.one-day.passed", JobOutcome.Succeeded, cancellationToken);
        await using var connection = await new ConnectionFactory { Uri = new Uri(user.Value), AutomaticRecoveryEnabled = false }
            .CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        var refused = await Assert.CatchAsync<Exception>(() => PublishAsync(channel, "time.one-day.passed", ""));
        Assert.That(refused is OperationInterruptedException { ShutdownReason.ReplyCode: 403 }
            or AlreadyClosedException { ShutdownReason.ReplyCode: 403 }, refused!.Message);
    }

    [Test, CancelAfter(Bound)]
    public async Task PassiveWorker_WithWhatTheDocsGrant_LivesTheWholeLifeOfAJob(CancellationToken cancellationToken)
    {
        var name = Unique("images");
        await (await StartImagesAsync(name, await AddUserAsync("worker", name), ("Ponos:Declare", "Full"))).StopAsync();
        var images = await StartImagesAsync(
            name, [await AddUserAsync("worker, passive", name), ("Ponos:Declare", "Passive"), .. _longRetry]);

        await LiveAsync(images, cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task Publisher_WithWhatTheDocsGrant_PublishesNowAndLater(CancellationToken cancellationToken)
    {
        var name = Unique("images");
        var images = await StartImagesAsync(name, await AddUserAsync("worker", name), ("Ponos:Declare", "Full"));
        var shop = await StartMappedAsync(
            Unique("shop"),
            builder => builder.DeclareTask<CleanUpImages>(Task, service: name).DeclareEvent<DayPassed>("time.one-day.passed"),
            await AddUserAsync("publisher, passive", Unique("shop")),
            ("Ponos:Declare", "Passive"));

        await shop.Publisher.PublishAsync(new CleanUpImages("eu-1"), new PublishOptions { MessageId = "now" }, cancellationToken);
        await shop.Publisher.PublishAsync(
            new CleanUpImages("eu-2"), new PublishOptions { MessageId = "later", Delay = TimeSpan.FromSeconds(1) }, cancellationToken);
        await shop.Publisher.PublishAsync(
            new DayPassed(new DateOnly(2026, 11, 23)), new PublishOptions { MessageId = "event" }, cancellationToken);

        foreach (var id in new[] { "now", "later", "event" })
        {
            await images.Jobs.SettledAsync(job => job.MessageId == id, id, cancellationToken);
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task PassiveRoles_BeyondWhatTheDocsGrant_AreRefused(CancellationToken cancellationToken)
    {
        var (name, other) = (Unique("images"), Unique("other"));
        await StartImagesAsync(name, await AddUserAsync("worker", name));
        await StartImagesAsync(other, await AddUserAsync("worker", other));
        var (_, worker) = await AddUserAsync("worker, passive", name);
        var (_, publisher) = await AddUserAsync("publisher, passive", Unique("shop"));

        foreach (var uri in new[] { worker, publisher })
        {
            await using var connection = await new ConnectionFactory { Uri = new Uri(uri), AutomaticRecoveryEnabled = false }
                .CreateConnectionAsync(cancellationToken);
            var forbidden = new (string What, Func<IChannel, Task> DoAsync)[]
            {
                ("read another's queue", channel => channel.BasicGetAsync($"{other}.{Task}", autoAck: false, cancellationToken)),
                ("delete another's queue", channel => channel.QueueDeleteAsync($"{other}.{Task}", cancellationToken: cancellationToken)),
                ("delete its own queue", channel => channel.QueueDeleteAsync($"{name}.{Task}", cancellationToken: cancellationToken)),
                ("purge another's queue", channel => channel.QueuePurgeAsync($"{other}.{Task}", cancellationToken)),
                ("hear everybody's delayed jobs",
                    channel => channel.QueueBindAsync($"{name}.{Task}", "ponos.delay.delivery", "#", cancellationToken: cancellationToken)),
                ("hear everybody's events",
                    channel => channel.QueueBindAsync($"{name}.{Task}", "ponos.events", "#", cancellationToken: cancellationToken)),
                ("publish in the name of every event", channel => PublishAsync(channel, "ponos.events", "time.one-day.passed")),
                ("declare a queue", channel => channel.QueueDeclareAsync(
                    $"{name}.new", durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken)),
            };
            foreach (var (what, doAsync) in forbidden)
            {
                await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
                var refused = await Assert.CatchAsync<Exception>(() => doAsync(channel), what);
                Assert.That(
                    refused is OperationInterruptedException { ShutdownReason.ReplyCode: 403 }
                        or AlreadyClosedException { ShutdownReason.ReplyCode: 403 }, $"{what}: {refused!.Message}");
            }
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task OperatorRoles_WithWhatTheDocsGrant_LookAndAct(CancellationToken cancellationToken)
    {
        var name = Unique("images");
        var images = await StartImagesAsync(name, await AddUserAsync("worker", name));
        Dock.OnCleanUp = (_, _) => throw new WorkerStopException("no such dock");
        await images.Publisher.PublishAsync(new CleanUpImages("dead"), new PublishOptions { MessageId = "dead" }, cancellationToken);
        await EventuallyAsync(async () => await CountAsync($"{name}.{Task}.dead") == 1, TimeSpan.FromSeconds(20), "it is dead");
        await using var acts = OperatorHost.Start((await AddUserAsync("operator, acts", name)).Value);
        await using var looks = OperatorHost.Start((await AddUserAsync("operator, looks", name)).Value);
        var handler = new HandlerAddress(name, Task);

        foreach (var one in new[] { acts.Operator, looks.Operator })
        {
            await EventuallyAsync(
                async () => (await one.DescribeAsync(name, cancellationToken)).Count == 1, TimeSpan.FromSeconds(20), "the service answers");
            Assert.That(
                (await one.DeadLettersOf(name).SampleAsync(Task, cancellationToken: cancellationToken)).Letters.Single().MessageId,
                Is.EqualTo("dead"));
            Assert.That((await one.LookAsync($"{name}.{Task}", cancellationToken))!.Consumers, Is.Positive);
        }

        await Assert.ThatAsync(
            () => looks.Operator.PauseAsync(handler, "why", cancellationToken), Throws.InstanceOf<PublishForbiddenException>());
        await Assert.ThatAsync(
            () => looks.Operator.DeadLettersOf(name).ReplayAsync(Task, cancellationToken: cancellationToken),
            Throws.InstanceOf<PublishException>());
        Assert.That((await acts.Operator.PauseAsync(handler, "why", cancellationToken)).Single().Done, Is.True);
        Assert.That((await acts.Operator.ResumeAsync(handler, cancellationToken)).Single().Done, Is.True);
        Assert.That(await acts.Operator.DeadLettersOf(name).ReplayAsync(Task, cancellationToken: cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(Bound)]
    public async Task Worker_GivesOrders_IsRefusedOrNotHeard(CancellationToken cancellationToken)
    {
        var (name, other) = (Unique("images"), Unique("other"));
        await StartImagesAsync(name, await AddUserAsync("worker", name));
        await using var control = OperatorHost.Start(Broker.Uri);
        ProcessReport[] reports = [];
        await EventuallyAsync(
            async () => (reports = [.. await control.Operator.DescribeAsync(name, cancellationToken)]).Length == 1,
            TimeSpan.FromSeconds(20),
            "it answers");
        await using var connection = await new ConnectionFactory
        {
            Uri = new Uri((await AddUserAsync("worker", other)).Value),
            AutomaticRecoveryEnabled = false,
        }
            .CreateConnectionAsync(cancellationToken);
        var order = new BasicProperties { Type = "ponos.control.pause", ReplyTo = "answer.me", ContentType = "application/json" };
        var body = System.Text.Encoding.UTF8.GetBytes($$"""{"by":"nobody","jobName":"{{Task}}","reason":"because"}""");

        await using var refused = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        await Assert.CatchAsync<Exception>(
            async () => await refused.BasicPublishAsync("ponos.control.orders", name, mandatory: false, order, body, cancellationToken));
        await using var aside = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        await aside.BasicPublishAsync("", $"ponos.control.{name}.{reports[0].Instance}", mandatory: true, order, body, cancellationToken);

        var handler = (await control.Operator.DescribeAsync(name, cancellationToken)).Single().Handlers.Single(one => one.JobName == Task);
        Assert.That(handler.Pauses, Is.Empty);
    }

    private static async Task PublishAsync(IChannel channel, string exchange, string routingKey) =>
        await channel.BasicPublishAsync(exchange, routingKey, mandatory: true, new BasicProperties(), "{}"u8.ToArray());

    /// <summary>Event, task, retry over the broker, delay, success; dead and replayed; invalid.</summary>
    private async Task LiveAsync(RunningService images, CancellationToken cancellationToken)
    {
        var isBroken = false;
        Dock.OnCleanUp = (job, context) =>
            job.Dock == "eu-23" && context.Attempt == 1 ? throw new IOException("busy")
            : job.Dock == "dead" && !Volatile.Read(ref isBroken) ? throw new WorkerStopException("no such dock")
            : System.Threading.Tasks.Task.CompletedTask;

        await images.Publisher.PublishAsync(
            new DayPassed(new DateOnly(2026, 11, 23)), new PublishOptions { Delay = TimeSpan.FromSeconds(1) }, cancellationToken);
        Assert.That((await images.Jobs.SettledAsync(Task, JobOutcome.Succeeded, cancellationToken)).Attempt, Is.EqualTo(2));
        await images.Jobs.SettledAsync("docker.images.cleaned", JobOutcome.Succeeded, cancellationToken);

        await images.Publisher.PublishAsync(new CleanUpImages("dead"), new PublishOptions { MessageId = "dead" }, cancellationToken);
        await EventuallyAsync(async () => await CountAsync($"{images.Name}.{Task}.dead") == 1, TimeSpan.FromSeconds(20), "it is dead");
        Volatile.Write(ref isBroken, true);
        var dead = images.Host.Services.GetRequiredService<IDeadLetters>();
        Assert.That((await dead.ListAsync(Task, cancellationToken: cancellationToken)).Single().Reason, Is.EqualTo("stopped"));
        Assert.That(await dead.ReplayAsync(Task, cancellationToken: cancellationToken), Is.EqualTo(1));
        await images.Jobs.SettledAsync(job => job is { Outcome: JobOutcome.Succeeded, MessageId: "dead" }, "replayed", cancellationToken);

        await PublishRawAsync($"{images.Name}.{Task}", """{"dock":""}""");
        await EventuallyAsync(
            async () => await CountAsync($"{images.Name}.{Task}.invalid") == 1, TimeSpan.FromSeconds(20), "it is invalid");
    }

    /// <summary>A user with what the table in docs/security.md grants a role of a service.</summary>
    private async Task<(string Key, string Value)> AddUserAsync(
        string role, string service, string delays = "ponos.delay", string sent = Events)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Repository.Folder, "docs", "security.md"));
        var row = lines.Single(line => line.StartsWith($"| {role} |", StringComparison.Ordinal));
        // A column that is quoted in a table has its bars escaped.
        var granted = row.Replace("\\|", "\0", StringComparison.Ordinal)
            .Split('|')[2..5]
            .Select(column => column.Trim(' ', '`').Replace('\0', '|')
                .Replace("SERVICE", service.Replace(".", "\\.", StringComparison.Ordinal), StringComparison.Ordinal)
                .Replace("EVENTS", Events, StringComparison.Ordinal)
                .Replace("SENT", sent, StringComparison.Ordinal)
                .Replace("DELAYS", delays.Replace(".", "\\.", StringComparison.Ordinal), StringComparison.Ordinal)).ToArray();
        var user = Unique($"user{Guid.NewGuid():N}"[..12]);
        await Broker.RabbitMqCtlAsync("add_user", user, Password);
        await Broker.RabbitMqCtlAsync(["set_permissions", user, .. granted]);
        return ("ConnectionStrings:RabbitMq", $"amqp://{user}:{Password}@127.0.0.1:{Broker.Port}/");
    }
}
