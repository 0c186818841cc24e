using Ponos.Topology;
using Ponos.Transport.RabbitMq;
using Ponos.Transport.Tests.Support;
using RabbitMQ.Client;

namespace Ponos.Transport.Tests;

/// <summary>Ladders under prefixes of their own, side by side on one broker.</summary>
internal sealed class RabbitDelayPrefixTests : RabbitFixture
{
    private readonly Dictionary<string, DeliveryCollector> _received = [];

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_DelayedUnderUnlikePrefixes_EachHearsItsOwnOnly(CancellationToken cancellationToken)
    {
        var (one, other) = (Domain("one"), Domain("other"));
        var (first, second) = (await DelayAsync(one, "of-one", cancellationToken), await DelayAsync(other, "of-other", cancellationToken));
        // The first delay declares the levels.
        await first.SendAsync(Job(JobAddress.Queue(Unique("of-one")), "first") with { Delay = TimeSpan.FromSeconds(1) }, cancellationToken);
        await _received["of-one"].WaitForAsync(1, cancellationToken);
        var spy = DeliveryCollector.Acking();
        var spying = Connect(one);
        var shape = Shapes.Queue(Unique("spy"));
        await spying.DeclareAsync(
            shape with { Bindings = [new BindingShape(one.Delays.DeliveryExchange, shape.Queues[0].Name, ToExchange: false, "#")] },
            cancellationToken);
        await spying.ReceiveAsync(shape.Queues[0].Name, 10, spy.Deliver, cancellationToken);

        await first.SendAsync(Job(JobAddress.Queue(Unique("of-one")), "one") with { Delay = TimeSpan.FromSeconds(1) }, cancellationToken);
        await second.SendAsync(
            Job(JobAddress.Queue(Unique("of-other")), "other") with { Delay = TimeSpan.FromSeconds(1) }, cancellationToken);
        await second.SendAsync(
            Job(JobAddress.Queue(Unique("of-other")), "last") with { Delay = TimeSpan.FromSeconds(3) }, cancellationToken);

        await _received["of-one"].WaitForAsync(2, cancellationToken);
        await _received["of-other"].WaitForAsync(2, cancellationToken);
        await spy.WaitForAsync(1, cancellationToken);
        Assert.That(spy.Texts, Is.EqualTo(new[] { "one" }));
        Assert.That(
            await TopologyDeclarer.ExistsAsync(first.Connections.Working!, JobAddress.Queue(one.Delays.Level(0)), cancellationToken),
            Is.True);
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_BehindStrangersJobsThatLeadNowhere_Arrives(CancellationToken cancellationToken)
    {
        var options = Domain("attacked");
        var transport = await DelayAsync(options, "victim", cancellationToken);
        await transport.SendAsync(
            Job(JobAddress.Queue(Unique("victim")), "before") with { Delay = TimeSpan.FromSeconds(1) }, cancellationToken);
        await using var connection = await new ConnectionFactory { Uri = new Uri(Broker.Uri), AutomaticRecoveryEnabled = false }
            .CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        // It waits on the level of two seconds, and the one below has no way for it: 32 unconfirmed ones are all that
        // a queue dead-letters at a time.
        var nowhere = string.Concat(Enumerable.Repeat("0.", DelayLadder.Levels - 2)) + "1.x";
        const int Strangers = 40;
        for (var i = 0; i < Strangers; i++)
        {
            await channel.BasicPublishAsync(
                options.Delays.Level(1),
                nowhere,
                mandatory: true,
                new BasicProperties { DeliveryMode = DeliveryModes.Persistent },
                "{}"u8.ToArray(),
                cancellationToken);
        }

        await transport.SendAsync(
            Job(JobAddress.Queue(Unique("victim")), "behind") with { Delay = TimeSpan.FromSeconds(3) }, cancellationToken);

        await _received["victim"].WaitForAsync(2, cancellationToken);
        await using var reader = await transport.ReadAsync(options.Delays.UndeliverableQueue, cancellationToken);
        Assert.That(reader!.Count, Is.EqualTo(Strangers), "They are kept aside.");
    }

    private RabbitTransportOptions Domain(string name) => RabbitUri.Parse(Broker.Uri) with { Delays = new DelayLadder(Unique(name)) };

    /// <summary>A transport whose queue is consumed.</summary>
    private async Task<RabbitTransport> DelayAsync(RabbitTransportOptions options, string name, CancellationToken cancellationToken)
    {
        var (transport, queue) = (Connect(options), Unique(name));
        _received[name] = DeliveryCollector.Acking();
        await transport.DeclareAsync(Shapes.Queue(queue), cancellationToken);
        await transport.ReceiveAsync(queue, 10, _received[name].Deliver, cancellationToken);
        return transport;
    }
}
