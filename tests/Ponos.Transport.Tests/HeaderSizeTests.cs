using Ponos.Transport.RabbitMq;
using RabbitMQ.Client;

namespace Ponos.Transport.Tests;

/// <summary>What we reckon that headers take is what the client writes.</summary>
public sealed class HeaderSizeTests
{
    private static readonly object?[] Values =
    [
        null, "", "Grüße", true, (byte)1, (sbyte)-1, (short)1, (ushort)1, 1, 1u, 1L, 1.5f, 1.5, 1.25m, new HeaderTime(5),
        new byte[] { 1, 2, 3 }, new ReadOnlyMemory<byte>([1, 2]), new List<object?>(),
        new List<object?> { 1, "a", null, new List<object?> { 2L } }, new Dictionary<string, object?>(),
        new Dictionary<string, object?> { ["a"] = 1, ["ü"] = new Dictionary<string, object?> { ["b"] = "c" } },
    ];

    [TestCaseSource(nameof(Values))]
    public void Of_OneHeader_IsWhatTheClientWrites(object? value)
    {
        var headers = new Dictionary<string, object?> { ["näme"] = value };
        var without = Written([]);

        var written = Written(headers);

        Assert.That(HeaderSize.Of(headers), Is.EqualTo(written - without + 4), "A table's length takes four bytes of its own.");
        Assert.That(HeaderSize.Of("näme", value), Is.EqualTo(written - without));
    }

    [Test]
    public void Of_WhatCannotBeSent_IsNothing()
    {
        object? nested = null;
        for (var level = 0; level < 10_000; level++)
        {
            nested = new List<object?> { nested };
        }

        Assert.That(HeaderSize.Of("deep", nested), Is.Null);
        Assert.That(HeaderSize.Of("odd", new Uri("about:blank")), Is.Null);
        Assert.That(HeaderSize.Of(new string('ü', 128), 1), Is.Null);
        Assert.That(HeaderSize.Of("long", decimal.MaxValue), Is.Null);
    }

    private static int Written(Dictionary<string, object?> headers) =>
        ((IAmqpWriteable)new BasicProperties
        {
            Headers = headers.ToDictionary(header => header.Key, header => WireHeaders.Written(header.Value)),
        }).GetRequiredBufferSize();
}
