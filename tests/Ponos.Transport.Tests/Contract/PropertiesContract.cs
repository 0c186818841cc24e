using System.Text;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.Contract;

/// <summary>What a message says of itself arrives as it was sent, and what it does not say is not said for it.</summary>
internal abstract class PropertiesContract<TBroker> : TransportContract<TBroker>
    where TBroker : IBrokerUnderTest, new()
{
    [Test, CancelAfter(Bound)]
    public async Task Send_AllProperties_ArriveAsTheyWereSent(CancellationToken cancellationToken)
    {
        var properties = new MessageProperties
        {
            ContentType = "application/x-protobuf",
            ContentEncoding = "gzip",
            CorrelationId = "c-1",
            ReplyTo = "answers",
            Priority = 7,
            WireTimestamp = 1_700_000_000_123,
        };

        var arrived = await PassAsync(
            queue =>
                Job(queue, "{}") with { Properties = properties, Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123) },
            cancellationToken);

        Assert.That(arrived.Properties, Is.EqualTo(properties));
        Assert.That(
            (arrived.ContentType, arrived.ContentEncoding, arrived.CorrelationId, arrived.ReplyTo, arrived.Priority),
            Is.EqualTo(("application/x-protobuf", "gzip", "c-1", "answers", (byte?)7)));
        Assert.That(arrived.Timestamp!.Value.ToUnixTimeSeconds(), Is.EqualTo(1_700_000_000));
    }

    [Test, CancelAfter(Bound)]
    public async Task Send_NoProperties_NoneArrive(CancellationToken cancellationToken)
    {
        var arrived = await PassAsync(
            queue =>
                new OutgoingJob { Address = queue, Name = "n", Type = null, Body = "{}"u8.ToArray(), Properties = MessageProperties.None },
            cancellationToken);

        Assert.That(
            (arrived.Name, arrived.MessageId, arrived.AppId, arrived.Timestamp),
            Is.EqualTo(((string?)null, (string?)null, (string?)null, (DateTimeOffset?)null)));
        Assert.That(arrived.Properties, Is.EqualTo(MessageProperties.None));
        Assert.That(arrived.ContentType, Is.Null);
    }

    [Test, CancelAfter(Bound)]
    public async Task Send_OurOwnJob_IsJsonAndNothingElse(CancellationToken cancellationToken)
    {
        var arrived = await PassAsync(queue => Job(queue, "{}"), cancellationToken);

        Assert.That((arrived.Properties, arrived.ContentType), Is.EqualTo(((MessageProperties?)null, "application/json")));
    }

    [Test, CancelAfter(Bound)]
    public async Task Send_EmptyId_IsNone(CancellationToken cancellationToken)
    {
        var arrived = await PassAsync(queue => Job(queue, "{}") with { MessageId = "", AppId = "", Type = "" }, cancellationToken);

        Assert.That((arrived.MessageId, arrived.AppId, arrived.Name), Is.EqualTo(((string?)null, (string?)null, (string?)null)));
    }

    [Test, CancelAfter(Bound)]
    public async Task Send_HeadersOfAllKinds_ArriveAsTheyWereSent(CancellationToken cancellationToken)
    {
        var sent = new Dictionary<string, object?>
        {
            ["text"] = "Grüße",
            ["none"] = null,
            ["flag"] = true,
            ["byte"] = (byte)200,
            ["short"] = (short)-7,
            ["int"] = 7,
            ["long"] = 7L,
            ["float"] = 1.5f,
            ["double"] = 1.5,
            ["decimal"] = 1.25m,
            ["time"] = new HeaderTime(1_700_000_000),
            ["bytes"] = new ReadOnlyMemory<byte>([1, 2, 3]),
            ["table"] = new Dictionary<string, object?> { ["a"] = 1, ["at"] = new HeaderTime(5) },
            ["list"] = new List<object?> { 1, new HeaderTime(6) },
        };

        var arrived = await PassAsync(queue => Job(queue, "{}") with { Headers = new(sent) }, cancellationToken);

        Assert.That(arrived.Headers!.Keys, Is.SupersetOf(sent.Keys));
        foreach (var (name, value) in sent)
        {
            Assert.That(Plain(arrived.Headers[name]), Is.EqualTo(Plain(value)), name);
        }
    }

    /// <summary>Text may arrive as its bytes, and bytes compare by what is in them.</summary>
    private static object? Plain(object? value) => value switch
    {
        byte[] text => Encoding.UTF8.GetString(text),
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        _ => value,
    };

    private async Task<Delivery> PassAsync(Func<JobAddress, OutgoingJob> job, CancellationToken cancellationToken)
    {
        var queue = Unique("passed");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        await transport.SendAsync(job(JobAddress.Queue(queue)), cancellationToken);
        var reader = (await transport.ReadAsync(queue, cancellationToken))!;
        while (true)
        {
            if (await reader.GetAsync(cancellationToken) is { } delivery)
            {
                return delivery;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }
}
