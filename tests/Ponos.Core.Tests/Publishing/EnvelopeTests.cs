using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ponos.Handlers;
using Ponos.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Ponos.Core.Tests.Publishing;

/// <summary>
/// A job's transaction id is the envelope's and takes no part in the payload's rules: any type and any schema that is right
/// without Ponos is right with it, whether the id stands last, as ours does, or first, as node's Ponos writes it.
/// </summary>
public sealed class EnvelopeTests
{
    /// <summary>Schemas that accept <c>{"a":1}</c> and would not accept it with a <c>tid</c>.</summary>
    private static readonly string[] Closed =
    [
        """{"properties":{"a":{"type":"integer"}},"additionalProperties":false}""",
        """{"properties":{"a":true},"unevaluatedProperties":false}""",
        """{"$ref":"#/$defs/closed","$defs":{"closed":{"properties":{"a":true},"additionalProperties":false}}}""",
        """{"oneOf":[{"properties":{"a":true},"additionalProperties":false},{"required":["b"]}]}""",
        """{"anyOf":[{"properties":{"a":true},"additionalProperties":false}]}""",
        """{"allOf":[{"properties":{"a":true},"additionalProperties":false},{"required":["a"]}]}""",
        """{"if":{"required":["a"]},"then":{"properties":{"a":true},"additionalProperties":false}}""",
        """{"not":{"propertyNames":{"minLength":1},"minProperties":2}}""",
        """{"propertyNames":{"maxLength":1}}""",
        """{"propertyNames":{"enum":["a","b"]}}""",
        """{"maxProperties":1}""",
        """{"minProperties":1,"maxProperties":1}""",
        """{"patternProperties":{"^[a-z]+$":{"type":"integer"}}}""",
        """{"additionalProperties":{"type":"integer"}}""",
        """{"dependentSchemas":{"a":{"maxProperties":1}}}""",
        """{"const":{"a":1}}""",
        """{"enum":[{"a":1},{"a":2}]}""",
        """{"properties":{"a":true,"nested":{"properties":{"tid":true}}},"additionalProperties":false}""",
    ];

    private const string AnyObject = """{"type":"object"}""";

    [Test]
    public async Task Publish_SchemaThatIsClosedInAnyWay_TakesTheJobAndRunsIt([ValueSource(nameof(Closed))] string schema)
    {
        var seen = new List<string>();
        await using var ponos = await StartAsync(builder => builder.MapTask("s.task", (Job job) => Keep(seen, job), schema: schema));

        await ponos.PublishTaskAsync("s.task", new { a = 1 }, new PublishOptions { Tid = "t-1" });
        await SendAsync(ponos, """{"tid":"t-2","a":1}""");
        await SendAsync(ponos, """{"a":1,"tid":"t-3"}""");
        await SendAsync(ponos, """ { "a" : 1 , "tid" : "0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11" } """);
        await SendAsync(ponos, """{"a":1}""");
        await ponos.WhenIdleAsync();

        Assert.That(
            ponos.Settled.Select(job => (job.Outcome, string.Join(';', job.Violations))), Is.All.EqualTo((JobOutcome.Succeeded, "")));
        Assert.That(
            ponos.Settled.Take(4).Select(job => job.Tid),
            Is.EqualTo(new[] { "t-1", "t-2", "t-3", "0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11" }));
        Assert.That(seen[0], Is.EqualTo("""{"a":1,"tid":"t-1"}"""), "A bare job is what was published.");
    }

    [Test]
    public async Task Publish_SchemaThatIsClosedInAnyWay_StillRefusesWhatItRefuses([ValueSource(nameof(Closed))] string schema)
    {
        var root = JsonNode.Parse(schema)!.AsObject();
        root["required"] = new JsonArray("a", "z");
        await using var ponos = await StartAsync(
            builder => builder.MapTask("s.task", (Job job) => Task.CompletedTask, schema: root.ToJsonString()));

        _ = await Assert.ThrowsAsync<InvalidJobException>(() => ponos.PublishTaskAsync("s.task", new { a = 1 }));
        await SendAsync(ponos, """{"tid":"t-2","a":1}""");
        await ponos.WhenIdleAsync();

        Assert.That(ponos.Settled.Single().Outcome, Is.EqualTo(JobOutcome.Invalid));
    }

    [TestCase("""{"properties":{"tid":{"type":"string","maxLength":3}}}""")]
    [TestCase("""{"$ref":"#/$defs/base","$defs":{"base":{"properties":{"tid":{"maxLength":3}},"required":["tid"]}}}""")]
    [TestCase("""{"allOf":[{"properties":{"tid":{"maxLength":3}}}],"unevaluatedProperties":false,"properties":{"a":true}}""")]
    public async Task Publish_SchemaThatSpeaksOfTheTid_JudgesIt(string schema)
    {
        await using var ponos = await StartAsync(builder => builder.MapTask("s.task", (Job job) => Task.CompletedTask, schema: schema));

        await ponos.PublishTaskAsync("s.task", new { a = 1 }, new PublishOptions { Tid = "abc" });
        _ = await Assert.ThrowsAsync<InvalidJobException>(
            () => ponos.PublishTaskAsync("s.task", new { a = 1 }, new PublishOptions { Tid = "abcd" }));
        await SendAsync(ponos, """{"tid":"abcd","a":1}""");
        await ponos.WhenIdleAsync();

        Assert.That(ponos.Settled.Select(job => job.Outcome), Is.EqualTo(new[] { JobOutcome.Succeeded, JobOutcome.Invalid }));
    }

    [Test]
    public Task Types_PolymorphicJob_IsReadAndForwarded() => PassAsync<Shape>(new Circle(2), shape => shape is Circle { Radius: 2 });

    [Test]
    public Task Types_JobThatAllowsNoOtherProperty_IsReadAndForwarded() => PassAsync(new Strict(1), strict => strict.A == 1);

    [Test]
    public Task Types_JobWithExtensionData_IsReadAndForwarded() =>
        PassAsync(
            new Extended { A = 1, Rest = new() { ["b"] = JsonSerializer.SerializeToElement(2) } },
            extended => extended.Rest!.Keys.SequenceEqual(["b"]));

    [Test]
    public Task Types_DictionaryOfNumbers_IsReadAndForwarded() =>
        PassAsync(new Dictionary<string, int> { ["a"] = 1 }, job => job.Count == 1 && job["a"] == 1);

    [Test]
    public Task Types_DictionaryOfAnything_IsReadAndForwarded() =>
        PassAsync(new Dictionary<string, object?> { ["a"] = 1 }, job => job.Keys.SequenceEqual(["a"]));

    [Test]
    public Task Types_JsonObject_IsReadAndForwarded() => PassAsync(new JsonObject { ["a"] = 1 }, job => job.Count == 1, AnyObject);

    [Test]
    public Task Types_JsonDocument_IsReadAndForwarded() =>
        PassAsync(JsonDocument.Parse("""{"a":1}"""), job => job.RootElement.EnumerateObject().Count() == 1, AnyObject);

    [Test]
    public Task Types_JsonElement_IsReadAndForwarded() =>
        PassAsync(JsonSerializer.SerializeToElement(new { a = 1 }), job => job.EnumerateObject().Count() == 1, AnyObject);

    [Test]
    public Task Types_JsonNode_IsReadAndForwarded() =>
        PassAsync<JsonNode>(new JsonObject { ["a"] = 1 }, job => job.AsObject().Count == 1, AnyObject);

    [Test]
    public Task Types_NoProperties_IsReadAndForwarded() => PassAsync(new Nothing(), _ => true);

    [Test]
    public async Task Tid_GuidOfTheApplicationsOwn_IsItsValueAndTheTransactionId()
    {
        var own = Guid.NewGuid();
        var seen = new List<OwnGuid>();
        await using var ponos = await StartAsync(builder => builder.MapTask("s.task", (OwnGuid job) => Keep(seen, job)));

        await ponos.PublishTaskAsync("s.task", new OwnGuid(own, 1));
        await ponos.WhenIdleAsync();

        Assert.That(seen, Is.EqualTo(new[] { new OwnGuid(own, 1) }));
        Assert.That(ponos.Settled.Single().Tid, Is.EqualTo(own.ToString()));
    }

    [Test]
    public async Task Tid_NumberOfTheApplicationsOwn_StaysAsItIs()
    {
        var seen = new List<OwnNumber>();
        await using var ponos = await StartAsync(builder => builder.MapTask("s.task", (OwnNumber job) => Keep(seen, job)));

        await ponos.PublishTaskAsync("s.task", new OwnNumber(7));
        await ponos.WhenIdleAsync();
        _ = await Assert.ThrowsAsync<ArgumentException>(
            () => ponos.PublishTaskAsync("s.task", new OwnNumber(7), new PublishOptions { Tid = "mine" }));

        Assert.That(seen, Is.EqualTo(new[] { new OwnNumber(7) }));
        Assert.That(ponos.Settled.Single().Tid, Is.Not.Empty);
    }

    [Test]
    public async Task Tid_PropertyOfText_IsFilledWhereItIsEmpty()
    {
        var seen = new List<OwnText>();
        await using var ponos = await StartAsync(builder => builder.MapTask("s.task", (OwnText job) => Keep(seen, job)));

        await ponos.PublishTaskAsync("s.task", new OwnText(null, 1), new PublishOptions { Tid = "given" });
        await ponos.PublishTaskAsync("s.task", new OwnText("", 2), new PublishOptions { Tid = "given" });
        await ponos.PublishTaskAsync("s.task", new OwnText("own", 3));
        await ponos.PublishTaskAsync("s.task", new OwnText("own", 4), new PublishOptions { Tid = "given" });
        await ponos.WhenIdleAsync();

        Assert.That(seen.OrderBy(job => job.A).Select(job => job.Tid), Is.EqualTo(new[] { "given", "given", "own", "given" }));
        Assert.That(ponos.Settled.Select(job => job.Tid), Is.EqualTo(new[] { "given", "given", "own", "given" }));
    }

    [TestCase("""{"tid":"a","x":1,"tid":"b"}""", JobOutcome.Invalid)]
    [TestCase("""{"x":1,"tid":"a","tid":"0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11"}""", JobOutcome.Invalid)]
    [TestCase("""{,"tid":"0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11"}""", JobOutcome.Undecodable)]
    [TestCase("""{"x":[1,"tid":"0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11"}""", JobOutcome.Undecodable)]
    [TestCase("""{"tid":"a","x":}""", JobOutcome.Undecodable)]
    [TestCase("""{"tid":"a"}}""", JobOutcome.Undecodable)]
    [TestCase("""{"tid":"\ud800"}""", JobOutcome.Undecodable)]
    public async Task Receive_BrokenBodyWithATid_IsRefused(string body, JobOutcome expected)
    {
        await using var ponos = await StartAsync(builder => builder.MapTask("s.task", (Job job) => Task.CompletedTask));

        await SendAsync(ponos, body);
        await ponos.WhenIdleAsync();

        Assert.That(ponos.Settled.Single().Outcome, Is.EqualTo(expected));
    }

    [TestCase("\ufeff{}", "byte order mark")]
    [TestCase("", "empty")]
    [TestCase("{ // why\n}", "byte 2, with a comment")]
    [TestCase("{\"a\":1,\n\"b\":nonsense}", "byte 13")]
    [TestCase("[1]", "another value")]
    public async Task Receive_BodyThatIsNoObject_SaysWhereAndWhy(string body, string said)
    {
        await using var ponos = await StartAsync(builder => builder.MapTask("s.task", (Job job) => Task.CompletedTask));

        await SendAsync(ponos, body);
        await ponos.WhenIdleAsync();

        var letter = (await ponos.Services.GetRequiredService<IDeadLetters>().ListAsync("s.task", DeadLetterKind.Invalid)).Single();
        Assert.That((letter.Reason, letter.Error), Is.EqualTo(("undecodable", letter.Error)));
        Assert.That(letter.Error, Does.Contain(said));
    }

    [Test]
    public async Task Receive_BodyOfGzip_SaysSo()
    {
        await using var ponos = await StartAsync(builder => builder.MapTask("s.task", (Job job) => Task.CompletedTask));

        await ponos.SendForeignAsync("s", "s.task", new byte[] { 0x1F, 0x8B, 8, 0 });
        await ponos.WhenIdleAsync();

        var letter = (await ponos.Services.GetRequiredService<IDeadLetters>().ListAsync("s.task", DeadLetterKind.Invalid)).Single();
        Assert.That(letter.Error, Does.Contain("gzip"));
    }

    /// <summary>Publishes a job, whose handler reads it and publishes what it read; and takes it as node's Ponos writes it.</summary>
    private static async Task PassAsync<TJob>(TJob job, Predicate<TJob> isRight, string? schema = null)
        where TJob : notnull
    {
        var wrong = new List<TJob>();
        await using var ponos = await StartAsync(builder => builder
            .MapTask("s.task", async (TJob read, IPublisher publisher) =>
            {
                _ = isRight(read) ? 0 : Keep(wrong, read).Id;
                await publisher.PublishTaskAsync("s.forwarded", read);
            }, schema: schema)
            .MapTask("s.forwarded", (TJob read) => isRight(read) ? Task.CompletedTask : Keep(wrong, read), schema: schema));

        await ponos.PublishTaskAsync("s.task", job, new PublishOptions { Tid = "t-1" });
        await ponos.WhenIdleAsync();
        var body = JsonNode.Parse(ponos.Published.First(published => published.Name == "s.task").Body.Span)!.AsObject();
        body.Remove("tid");
        await SendAsync(ponos, new JsonObject(
            [new("tid", "t-2"), .. body.Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))]).ToJsonString());
        await ponos.WhenIdleAsync();

        Assert.That(
            ponos.Settled.Select(settled => (settled.Outcome, string.Join(';', settled.Violations))),
            Is.All.EqualTo((JobOutcome.Succeeded, "")));
        Assert.That(ponos.Settled.Select(settled => settled.Tid), Is.EqualTo(new[] { "t-1", "t-1", "t-2", "t-2" }));
        Assert.That(wrong, Is.Empty);
    }

    private static Task Keep<T>(List<T> list, T item)
    {
        lock (list)
        {
            list.Add(item);
        }

        return Task.CompletedTask;
    }

    private static Task Keep(List<string> list, Job job) => Keep(list, Encoding.UTF8.GetString(job.Body.Span));

    private static Task<PonosHarness> StartAsync(Action<PonosBuilder> map) =>
        PonosHarness.StartAsync(services => map(services.AddPonos("s", HandlerCatalog.Empty)));

    private static Task SendAsync(PonosHarness ponos, string body) => ponos.SendForeignAsync("s", "s.task", Encoding.UTF8.GetBytes(body));

    [JsonPolymorphic, JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), "square")]
    internal abstract record Shape;

    internal sealed record Circle(int Radius) : Shape;

    internal sealed record Square(int Side) : Shape;

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Strict(int A);

    internal sealed record Extended
    {
        public int A { get; init; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Rest { get; init; }
    }

    internal sealed record Nothing;

    internal sealed record OwnGuid(Guid Tid, int A);

    internal sealed record OwnNumber(int Tid);

    internal sealed record OwnText(string? Tid, int A);
}
