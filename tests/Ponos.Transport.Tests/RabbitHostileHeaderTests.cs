using System.Text;
using Ponos.Tests.Support;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests;

/// <summary>Messages whose headers would end the process or the connection of whoever reads them.</summary>
internal sealed class RabbitHostileHeaderTests : RabbitFixture
{
    private static readonly byte[] Text = [.. RawPublisher.Entry("kept", 'S', [0, 0, 0, 1, (byte)'x'])];

    [TestCase(QueueType.Quorum), TestCase(QueueType.Classic), CancelAfter(Bound)]
    public async Task Deliver_ListsThatWouldOverflowTheStack_TheJobComesWithoutHeadersAndOthersGoOn(
        QueueType type, CancellationToken cancellationToken) =>
        await AttackAsync(
            type,
            "nested deeper",
            [.. Text, .. RawPublisher.Entry("deep", 'A', RawPublisher.Long(RawPublisher.NestedLists(17_400)))],
            cancellationToken);

    [TestCase(QueueType.Quorum), TestCase(QueueType.Classic), CancelAfter(Bound)]
    public async Task Deliver_DecimalOfScale29_TheJobComesWithoutHeadersAndOthersGoOn(
        QueueType type, CancellationToken cancellationToken) =>
        await AttackAsync(type, "scale 29", [.. Text, .. RawPublisher.Entry("price", 'D', 29, 0, 0, 0, 1)], cancellationToken);

    [Test, CancelAfter(Bound * 3)]
    public async Task Deliver_EveryKindOfValueThatTheBrokerTakes_ComesThrough(CancellationToken cancellationToken)
    {
        var (transport, received, queue) = await ConsumeAsync(QueueType.Quorum, cancellationToken);
        var connection = transport.Connections.Working;
        var publisher = await RawPublisher.ConnectAsync(Broker.Port, cancellationToken);
        var taken = new List<char>();
        foreach (var kind in Enumerable.Range('A', 'z' - 'A' + 1).Select(code => (char)code).Where(char.IsAsciiLetter))
        {
            // Four zeros are a length of nothing, too.
            foreach (var size in (int[])[4, 0, 1, 2, 5, 8])
            {
                if (await publisher.PublishAsync(
                    queue, RawPublisher.Entry("v", kind, new byte[size]), Encoding.UTF8.GetBytes($"{kind}{size}")) is null)
                {
                    taken.Add(kind);
                    break;
                }

                await publisher.DisposeAsync();
                publisher = await RawPublisher.ConnectAsync(Broker.Port, cancellationToken);
            }
        }

        await publisher.DisposeAsync();
        await received.WaitForAsync(taken.Count, cancellationToken);
        await TestContext.Out.WriteLineAsync($"{Broker.NodeName} takes the kinds {string.Join(' ', taken)}");
        Assert.That(transport.Connections.Working, Is.SameAs(connection), "The consuming connection stands.");
    }

    [Test, CancelAfter(Bound * 3)]
    public async Task Deliver_RandomHeaders_EachThatTheBrokerTakesIsHandedOutOnce(CancellationToken cancellationToken)
    {
        const int Count = 1_500;
        var seed = Environment.TickCount;
        await TestContext.Out.WriteLineAsync($"seed {seed}");
        var random = new Random(seed);
        var (transport, received, queue) = await ConsumeAsync(QueueType.Classic, cancellationToken);
        var connection = transport.Connections.Working;
        var publisher = await RawPublisher.ConnectAsync(Broker.Port, cancellationToken);
        var taken = 0;
        for (var i = 0; i < Count; i++)
        {
            if (await publisher.PublishAsync(queue, RandomTable(random, 0), Encoding.UTF8.GetBytes($"{i}")) is null)
            {
                taken++;
                continue;
            }

            await publisher.DisposeAsync();
            publisher = await RawPublisher.ConnectAsync(Broker.Port, cancellationToken);
        }

        await publisher.DisposeAsync();
        await received.WaitForAsync(taken, cancellationToken);
        await TestContext.Out.WriteLineAsync($"{taken} of {Count} taken");
        Assert.That(taken, Is.GreaterThan(Count / 4));
        Assert.That(received.Texts.Distinct().Count(), Is.EqualTo(taken));
        Assert.That(transport.Connections.Working, Is.SameAs(connection));
    }

    private async Task AttackAsync(QueueType type, string fault, byte[] headers, CancellationToken cancellationToken)
    {
        var (transport, received, queue) = await ConsumeAsync(type, cancellationToken);
        var connection = transport.Connections.Working;
        await using var publisher = await RawPublisher.ConnectAsync(Broker.Port, cancellationToken);

        Assert.That(await publisher.PublishAsync(queue, Text, "before"u8.ToArray()), Is.Null);
        Assert.That(await publisher.PublishAsync(queue, headers, "attack"u8.ToArray()), Is.Null, "The broker takes it.");
        Assert.That(await publisher.PublishAsync(queue, Text, "after"u8.ToArray()), Is.Null);

        await received.WaitForAsync(3, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(new[] { "before", "attack", "after" }));
        Assert.That(_faults, Has.Count.EqualTo(1).And.All.Contains(fault));
        Assert.That(transport.Connections.Working, Is.SameAs(connection), "The consuming connection stands.");
    }

    private readonly List<string> _faults = [];

    private async Task<(Ponos.Transport.RabbitMq.RabbitTransport Transport, DeliveryCollector Received, string Queue)> ConsumeAsync(
        QueueType type, CancellationToken cancellationToken)
    {
        _faults.Clear();
        var queue = Unique("hostile");
        var transport = await ConnectAsync(Shapes.Queue(queue, type), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(
            queue,
            50,
            delivery =>
            {
                if (delivery.HeaderFault is { } fault)
                {
                    _faults.Add(fault);
                }

                received.Deliver(delivery);
            },
            cancellationToken);
        return (transport, received, queue);
    }

    private static byte[] RandomTable(Random random, int depth)
    {
        var table = new List<byte>();
        for (var entries = random.Next(4); entries >= 0; entries--)
        {
            table.AddRange(RawPublisher.Entry($"k{random.Next(4)}", 'V')[..^1]);
            table.AddRange(RandomValue(random, depth));
        }

        return [.. table];
    }

    private static byte[] RandomValue(Random random, int depth)
    {
        var kind = "tbBsuIilfdDTSxVFFAALUk"[random.Next(22)];
        return kind switch
        {
            'F' when depth < 40 =>
            [
                (byte)kind,
                .. RawPublisher.Long(random.Next(8) == 0 ? Bytes(random, 5) : RandomTable(random, depth + random.Next(1, 20))),
            ],
            'A' when depth < 40 =>
            [
                (byte)kind,
                .. RawPublisher.Long(random.Next(8) == 0
                    ? Bytes(random, 5)
                    : [.. Enumerable.Range(0, random.Next(4)).SelectMany(_ => RandomValue(random, depth + random.Next(1, 20)))]),
            ],
            'S' or 'x' => [(byte)kind, .. RawPublisher.Long(Bytes(random, random.Next(40)))],
            'V' or 'F' or 'A' => [(byte)'V'],
            't' or 'b' or 'B' => [(byte)kind, .. Bytes(random, 1)],
            's' or 'u' => [(byte)kind, .. Bytes(random, 2)],
            'I' or 'i' or 'f' => [(byte)kind, .. Bytes(random, 4)],
            'D' => [(byte)kind, (byte)random.Next(24, 32), .. Bytes(random, 4)],
            _ => [(byte)kind, .. Bytes(random, 8)],
        };
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
