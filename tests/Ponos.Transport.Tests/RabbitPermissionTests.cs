using Ponos.Transport.RabbitMq;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests;

/// <summary>A worker whose user may not configure anything.</summary>
internal sealed class RabbitPermissionTests : RabbitFixture
{
    [Test, CancelAfter(Bound)]
    public async Task DeclareAsync_PassiveWithoutConfigurePermission_PublishesAndConsumes(CancellationToken cancellationToken)
    {
        var (queue, name) = (Unique("least"), Unique("least.event"));
        await ConnectAsync(Shapes.Listener(queue, name), cancellationToken);
        var user = await AddUserAsync("^$", $"^({name}|amq\\.default)$", $"^{queue}$");
        var transport = Connect(Least(user, DeclareMode.Passive));

        await transport.DeclareAsync(Shapes.Listener(queue, name), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);
        await transport.SendAsync(Job(JobAddress.Queue(queue), "task"), cancellationToken);
        await transport.SendAsync(Job(JobAddress.Event(name), "event"), cancellationToken);

        await received.WaitForAsync(2, cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task DeclareAsync_ActiveWithoutConfigurePermission_NamesTheRemedy(CancellationToken cancellationToken)
    {
        var queue = Unique("refused");
        var user = await AddUserAsync("^$", ".*", ".*");
        var transport = Connect(Least(user, DeclareMode.Active));

        var refused = await Assert.ThrowsAsync<TopologyMismatchException>(
            () => transport.DeclareAsync(Shapes.Queue(queue), cancellationToken));

        Assert.That(refused!.Message, Does.Contain(queue).And.Contain("ACCESS_REFUSED").And.Contain("Passive"));
        Assert.That(refused.ToString(), Does.Not.Contain("s3ntinel"));
    }

    [Test, CancelAfter(Bound)]
    public async Task DeclareAsync_PassiveAndMissing_NamesTheQueue(CancellationToken cancellationToken)
    {
        var queue = Unique("missing");
        var transport = Connect(
            new RabbitTransportOptions { Endpoints = RabbitUri.Parse(Broker.Uri).Endpoints, Declare = DeclareMode.Passive });

        var missing = await Assert.ThrowsAsync<TopologyMismatchException>(
            () => transport.DeclareAsync(Shapes.Queue(queue), cancellationToken));

        Assert.That(missing!.Message, Does.Contain(queue).And.Contain("does not exist"));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_WithoutWritePermission_IsForbiddenNotTakenAndAFaultUntilItIsGranted(CancellationToken cancellationToken)
    {
        var queue = Unique("forbidden");
        var full = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var user = await AddUserAsync("^$", "^$", ".*");
        var transport = Connect(Least(user, DeclareMode.Passive) with { FaultRetryDelay = TimeSpan.FromMilliseconds(300) });

        var refused = await Assert.ThrowsAsync<PublishForbiddenException>(
            async () => await transport.SendAsync(Job(JobAddress.Queue(queue), "x"), cancellationToken));

        Assert.That(refused!.Message, Does.Contain(queue).And.Contain("amq.default").And.Contain("write permission").And.Contain("403"));
        var state = transport.Health.Queues["amq.default"];
        Assert.That(state.Status, Is.EqualTo(TransportStatus.Faulted));
        Assert.That(state.Reason, Does.Contain("amq.default").And.Contain("set_permissions"));

        await Broker.RabbitMqCtlAsync("set_permissions", user, "^$", ".*", ".*");
        await EventuallyAsync(() => transport.Health.Queues.Count == 0, TimeSpan.FromSeconds(10), "mended without a publish");
        await transport.SendAsync(Job(JobAddress.Queue(queue), "y"), cancellationToken);
        await using var reader = await full.ReadAsync(queue, cancellationToken);
        Assert.That(reader!.Count, Is.EqualTo(1), "The refused one was not taken.");
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_OneExchangeIsForbidden_PublishesToOthersGoOn(CancellationToken cancellationToken)
    {
        var (queue, name) = (Unique("fine"), Unique("secret"));
        await ConnectAsync(Shapes.Listener(queue, name), cancellationToken);
        var user = await AddUserAsync("^$", "^amq\\.default$", ".*");
        var transport = Connect(Least(user, DeclareMode.Passive));
        var refused = 0;
        var until = System.Diagnostics.Stopwatch.StartNew();
        var refusing = Enumerable.Range(0, 4).Select(_ => RefuseAsync()).ToArray();
        var number = 0;
        while (until.Elapsed < TimeSpan.FromSeconds(3))
        {
            await transport.SendAsync(Job(JobAddress.Queue(queue), $"{number++}"), cancellationToken);
        }

        await Task.WhenAll(refusing);

        Assert.That(refused, Is.GreaterThan(1));
        Assert.That(transport.Health.Queues[name].Status, Is.EqualTo(TransportStatus.Faulted));

        async Task RefuseAsync()
        {
            while (until.Elapsed < TimeSpan.FromSeconds(3))
            {
                await Assert.ThatAsync(
                    async () => await transport.SendAsync(Job(JobAddress.Event(name), "x"), cancellationToken),
                    Throws.InstanceOf<PublishForbiddenException>());
                refused++;
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
            }
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_MoreThanTheBrokerTakes_IsUnsendableAndOthersGoOn(CancellationToken cancellationToken)
    {
        var queue = Unique("large");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var before = await Broker.EvalAsync("application:get_env(rabbit, max_message_size).");
        await Broker.EvalAsync("application:set_env(rabbit, max_message_size, 2000000), persistent_term:put(max_message_size, 2000000).");
        try
        {
            var fresh = Connect();
            await fresh.SendAsync(Job(JobAddress.Queue(queue), "small"), cancellationToken);
            var large = Job(JobAddress.Queue(queue), "large") with { Body = new byte[3_000_000] };

            var refused = await Assert.ThrowsAsync<UnsendableJobException>(async () => await fresh.SendAsync(large, cancellationToken));

            Assert.That(SendRefusals.Of(refused!), Is.EqualTo(SendRefusal.Permanent));
            Assert.That(refused!.Message, Does.Contain("2000000"));
            await Assert.ThatAsync(
                async () => await fresh.SendAsync(large, cancellationToken),
                Throws.InstanceOf<UnsendableJobException>(),
                "Known now: it is not even sent.");
            await fresh.SendAsync(Job(JobAddress.Queue(queue), "small"), cancellationToken);
        }
        finally
        {
            var bytes = before.Trim().Replace("{ok,", "", StringComparison.Ordinal).TrimEnd('}');
            await Broker.EvalAsync(
                $"application:set_env(rabbit, max_message_size, {bytes}), persistent_term:put(max_message_size, {bytes}).");
        }
    }

    private RabbitTransportOptions Least(string user, DeclareMode declare) => new()
    {
        Endpoints = RabbitUri.Parse(Broker.Uri).Endpoints,
        UserName = user,
        Password = "s3ntinel-pw",
        Declare = declare,
    };

    [Test, CancelAfter(Bound)]
    public async Task RemoveUnusedAsync_WithoutConfigurePermission_SaysSoAndPatternsHearTheEventStill(CancellationToken cancellationToken)
    {
        var (name, queue) = (Unique("kept.event"), Unique("kept.queue"));
        var publisher = await ConnectAsync(Shapes.Event(name), cancellationToken);
        var received = DeliveryCollector.Acking();
        var listener = await ConnectAsync(Shapes.PatternListener(queue, name), cancellationToken);
        await listener.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);
        var transport = Connect(Least(await AddUserAsync("^$", ".*", ".*"), DeclareMode.Active));

        var refused = await Assert.ThrowsAsync<TopologyMismatchException>(() => transport.RemoveUnusedAsync(name, cancellationToken));

        Assert.That(refused!.Message, Does.Contain(name).And.Contain("ACCESS_REFUSED").And.Contain("configure"));
        await publisher.SendAsync(Job(JobAddress.Event(name), "still"), cancellationToken);
        await received.WaitForAsync(1, cancellationToken);
    }

    private async Task<string> AddUserAsync(string configure, string write, string read)
    {
        var user = Unique("user");
        await Broker.RabbitMqCtlAsync("add_user", user, "s3ntinel-pw");
        await Broker.RabbitMqCtlAsync("set_permissions", user, configure, write, read);
        return user;
    }
}
