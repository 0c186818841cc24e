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

        var refused = await Assert.ThrowsAsync<TopologyMismatchException>(() => transport.DeclareAsync(Shapes.Queue(queue), cancellationToken));

        Assert.That(refused!.Message, Does.Contain(queue).And.Contain("ACCESS_REFUSED").And.Contain("Passive"));
        Assert.That(refused.ToString(), Does.Not.Contain("s3ntinel"));
    }

    [Test, CancelAfter(Bound)]
    public async Task DeclareAsync_PassiveAndMissing_NamesTheQueue(CancellationToken cancellationToken)
    {
        var queue = Unique("missing");
        var transport = Connect(new RabbitTransportOptions { Endpoints = RabbitUri.Parse(Broker.Uri).Endpoints, Declare = DeclareMode.Passive });

        var missing = await Assert.ThrowsAsync<TopologyMismatchException>(() => transport.DeclareAsync(Shapes.Queue(queue), cancellationToken));

        Assert.That(missing!.Message, Does.Contain(queue).And.Contain("does not exist"));
    }

    private RabbitTransportOptions Least(string user, DeclareMode declare) => new()
    {
        Endpoints = RabbitUri.Parse(Broker.Uri).Endpoints,
        UserName = user,
        Password = "s3ntinel-pw",
        Declare = declare,
    };

    private async Task<string> AddUserAsync(string configure, string write, string read)
    {
        var user = Unique("user");
        await Broker.RabbitMqCtlAsync("add_user", user, "s3ntinel-pw");
        await Broker.RabbitMqCtlAsync("set_permissions", user, configure, write, read);
        return user;
    }
}
