namespace Ponos.Core.Tests.Publishing;

/// <summary>What is kept of a prepared job is read again, by this version and by others.</summary>
public sealed class PreparedJobTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Read_WhatWasWritten_IsTheSameJob()
    {
        var job = Small() with
        {
            NotBefore = Noon.AddSeconds(5),
            NotAfter = Noon.AddHours(1),
            Priority = Priority.High,
            OrderKey = "order \"7\" ü",
            ContractHash = "abc",
            PublisherWorkerName = "Orders.Take",
            Cause = "m-0",
            TraceParent = "00-1-2-01",
            TraceState = "a=b",
            Headers = new Dictionary<string, string> { ["tenant"] = "acme", ["empty"] = "" },
        };

        var read = PreparedJob.Read(job.WriteProperties(), job.Body);

        Assert.That(read with { Headers = job.Headers }, Is.EqualTo(job));
        Assert.That(read.Headers, Is.EquivalentTo(job.Headers));
    }

    [Test]
    public void Read_JobWithNothingBesides_HasNothingBesides()
    {
        var job = Small();

        Assert.That(PreparedJob.Read(job.WriteProperties(), job.Body), Is.EqualTo(job));
    }

    [Test]
    public void Read_PropertyOfALaterVersion_IsPassedOver()
    {
        var later = Small().WriteProperties().Replace("{\"service\"", "{\"ofALaterVersion\":[1],\"service\"", StringComparison.Ordinal);

        Assert.That(PreparedJob.Read(later, default).Name, Is.EqualTo("cards.charge"));
    }

    [TestCase("", "JSON")]
    [TestCase("[]", "")]
    [TestCase("{}", "'service' is missing")]
    [TestCase("""{"service":"s","kind":"riddle"}""", "'kind' is 'riddle'")]
    [TestCase(
        """{"service":"s","kind":"task","name":"n","destination":"d","messageId":"m","publishedAt":1,"priority":"17"}""",
        "'priority' is '17'")]
    [TestCase("""{"service":"s","kind":"task","name":"n","destination":"d","messageId":"m","publishedAt":99999999999999999}""", "")]
    [TestCase("""{"service":7}""", "")]
    public void Read_WhatSomethingElseWrote_SaysWhatIsWrong(string text, string what)
    {
        var wrong = Assert.Throws<FormatException>(() => PreparedJob.Read(text, default))!;

        Assert.That(wrong.Message, Does.Contain(what).And.Contain("no properties of a prepared job"));
    }

    private static PreparedJob Small() => new()
    {
        Service = "shop",
        Kind = JobKind.Task,
        Name = "cards.charge",
        Destination = "shop.cards.charge",
        MessageId = "m-1",
        Body = "{}"u8.ToArray(),
        PublishedAt = Noon,
    };
}
