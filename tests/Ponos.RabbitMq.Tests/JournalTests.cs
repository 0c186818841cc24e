using System.Globalization;
using System.IO.Compression;
using System.Text;
using Ponos.Control;
using Ponos.Journal;
using Ponos.RabbitMq.Tests.Support;
using RabbitMQ.Client;

namespace Ponos.RabbitMq.Tests;

/// <summary>The journal on the real broker, and what strangers may write into its stream.</summary>
internal sealed class JournalTests : WorkerFixture
{
    private const string Stream = "ponos.journal";

    [Test, CancelAfter(Bound)]
    public async Task Journal_ManyJobs_EachIsFoundByItsTidAndById(CancellationToken cancellationToken)
    {
        var service = await StartMappedAsync(
            Unique("many"),
            builder => builder.MapTask("work", (Job _) => Task.CompletedTask).WithConcurrency(16),
            ("Ponos:Journal", "All"));
        var tids = Enumerable.Range(0, 2_000).Select(_ => Guid.CreateVersion7().ToString()).ToArray();
        await Task.WhenAll(tids.Select((tid, i) => service.Publisher.PublishTaskAsync(
            "work", new { i, tid }, new PublishOptions { MessageId = $"{tid}-id" }, cancellationToken)));
        await using var reading = OperatorHost.Start(Broker.Uri);

        await EventuallyAsync(
            async () => await CountAsync(
                reading.Operator,
                new JournalQuery { Service = service.Name, From = DateTimeOffset.UtcNow.AddMinutes(-5) },
                cancellationToken) == tids.Length, TimeSpan.FromSeconds(30), "all are entered");
        foreach (var tid in new[] { tids[0], tids[1_000], tids[^1] })
        {
            Assert.That(await CountAsync(reading.Operator, new JournalQuery { Tid = tid }, cancellationToken), Is.EqualTo(1), tid);
            Assert.That(await CountAsync(reading.Operator, new JournalQuery { Id = $"{tid}-id" }, cancellationToken), Is.EqualTo(1), tid);
        }

        Assert.That(
            await CountAsync(reading.Operator, new JournalQuery { Tid = Guid.CreateVersion7().ToString() }, cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(Bound)]
    public async Task Journal_WhatAStrangerWrote_IsPassedOver(CancellationToken cancellationToken)
    {
        var service = await StartMappedAsync(
            Unique("strange"), builder => builder.MapTask("work", (Job _) => Task.CompletedTask), ("Ponos:Journal", "All"));
        var tid = Guid.CreateVersion7().ToString();
        // The stream stands once the first entry is in it.
        await service.Publisher.PublishTaskAsync("work", new { tid }, cancellationToken: cancellationToken);
        await using var reading = OperatorHost.Start(Broker.Uri);
        await EventuallyAsync(
            async () => await CountAsync(reading.Operator, new JournalQuery { Tid = tid }, cancellationToken) == 1,
            TimeSpan.FromSeconds(20),
            "it is entered");

        var nulls = Guid.CreateVersion7().ToString();
        var now = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture);
        byte[][] bodies =
        [
            [], "{"u8.ToArray(), "[1,2]"u8.ToArray(), "null"u8.ToArray(), Packed("""{"entries":null}"""), Packed(
                """{"entries":[null]}"""), Packed("""{"entries":[{"tid":1}]}"""),
            Packed(
                $$"""{"service":null,"entries":[{"at":"{{now}}","tid":"{{nulls}}","handler":null,"kind":"Task","job":null,"attempt":1,"outcome":"Succeeded","run":1,"pointers":null}]}"""),
            Packed(
                $$"""{"entries":[{"at":"{{now}}","tid":"{{nulls}}","handler":"h","kind":"Task","job":"j","attempt":1,"outcome":"Succeeded","run":1,"pointers":[null,"/dock"]}]}"""),
            Packed("""{"entries":"""), Packed("{\"entries\":[" + string.Concat(Enumerable.Repeat("[", 5_000))),
            Packed(new string(' ', 64 << 20)), [.. Packed("{}"), .. "rest"u8], Packed("{}")[..8],
        ];
        foreach (var body in bodies)
        {
            foreach (var ids in new object?[] { null, Array.Empty<byte>(), new byte[] { 0xFF }, "text", 7 })
            {
                await Raw.BasicPublishAsync(
                    "",
                    Stream,
                    mandatory: false,
                    new BasicProperties { Headers = new Dictionary<string, object?> { ["ponos-ids"] = ids } },
                    body,
                    cancellationToken);
            }
        }

        var after = Guid.CreateVersion7().ToString();
        await service.Publisher.PublishTaskAsync("work", new { tid = after }, cancellationToken: cancellationToken);
        await EventuallyAsync(
            async () => await CountAsync(
                reading.Operator, new JournalQuery { Tid = after, From = DateTimeOffset.UtcNow.AddMinutes(-5) }, cancellationToken) == 1,
            TimeSpan.FromSeconds(20),
            "what came after them is found");
        Assert.That(
            await CountAsync(
                reading.Operator, new JournalQuery { Tid = nulls, From = DateTimeOffset.UtcNow.AddMinutes(-5) }, cancellationToken),
            Is.GreaterThan(0),
            "what can be read of a stranger's is shown");
    }

    /// <summary>RabbitMQ 3.10 tells a stream's count of up to five seconds ago.</summary>
    [Test, CancelAfter(Bound)]
    public async Task Journal_JustWritten_IsReadToItsEnd(CancellationToken cancellationToken)
    {
        var service = await StartMappedAsync(
            Unique("end"), builder => builder.MapTask("work", (Job _) => Task.CompletedTask), ("Ponos:Journal", "All"));
        await service.Publisher.PublishTaskAsync("work", new { }, cancellationToken: cancellationToken);
        await using var reading = OperatorHost.Start(Broker.Uri);
        await EventuallyAsync(
            async () => await CountAsync(reading.Operator, new JournalQuery { Job = "work" }, cancellationToken) > 0,
            TimeSpan.FromSeconds(20),
            "the stream stands");
        await using var connection = await new ConnectionFactory { Uri = new Uri(Broker.Uri) }.CreateConnectionAsync(cancellationToken);
        await using var confirmed = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        for (var i = 0; i < 10; i++)
        {
            var tid = Guid.CreateVersion7().ToString();
            var now = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture);
            var batch = Packed(
                $$"""{"entries":[{"at":"{{now}}","tid":"{{tid}}","handler":"h","kind":"Task","job":"j","attempt":1,"outcome":"Succeeded","run":1}]}""");
            await confirmed.BasicPublishAsync("", Stream, mandatory: true, new BasicProperties(), batch, cancellationToken);
            // A node may show what it confirmed a moment later; its count of the stream is older by seconds.
            var found = await CountAsync(reading.Operator, new JournalQuery { Tid = tid }, cancellationToken);
            Assert.That(
                found == 1 ? found : await CountAsync(reading.Operator, new JournalQuery { Tid = tid }, cancellationToken),
                Is.EqualTo(1),
                $"number {i}");
        }
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static async Task<int> CountAsync(IOperator reading, JournalQuery query, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var entry in reading.ReadJournalAsync(query, cancellationToken))
        {
            // Whoever shows an entry relies on it.
            Assert.That(new object?[] { entry.Pointers, entry.Handler, entry.Job, entry.Service, entry.Instance }, Has.None.Null);
            Assert.That(entry.Pointers, Has.None.Null);
            count++;
        }

        return count;
    }
}
