using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Ponos.Handlers;
using Ponos.Newtonsoft.Tests.Support;
using Ponos.Testing;

namespace Ponos.Newtonsoft.Tests;

/// <summary>Jobs on their way through a service with Newtonsoft.Json.</summary>
public sealed class JobTests
{
    private readonly List<object> _seen = [];
    private PonosHarness _ponos = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _seen.Clear();
        _ponos = await PonosHarness.StartAsync(services => services.AddPonos("shop", HandlerCatalog.Empty)
            .UseNewtonsoft(options =>
            {
                options.AllowFreeQuota = true;
                options.Settings.Converters.Add(new MoneyConverter());
#pragma warning disable CA2326, CA2327 // The very setting that is to have no effect.
                options.Settings.TypeNameHandling = TypeNameHandling.All;
#pragma warning restore CA2326, CA2327
                options.Settings.MetadataPropertyHandling = MetadataPropertyHandling.ReadAhead;
                options.Settings.MaxDepth = null;
            })
            .MapTask("shop.any", (JObject job) => See(job))
            .MapTask("shop.bare", (Job job) => See(job))
            .MapTask("shop.ship", (ShipOrder job) => See(job))
            .MapTask("shop.carry", (CarriesAnything job) => See(job))
            .MapTask("shop.free", (Dictionary<string, object?> job) => See(job))
            .MapTask(
                "shop.regex",
                (JObject job) => See(job),
                schema: """{"properties":{"a":{"pattern":"^(a+)+$"},"b":{"pattern":"^(?=(a+)+$)"}}}""")
            .MapTask("shop.strict", (JObject job) => See(job), schema: """
                {"type":"object","properties":{"a":{"type":"string","maxLength":3},"l":{"type":"array","items":{"type":"integer","minimum":1}},"x/y":{"anyOf":[{"const":1},{"type":"null"}]}},"required":["a"],"additionalProperties":false}
                """));
    }

    [TearDown]
    public async Task StopAsync() => await _ponos.DisposeAsync();

    [Test]
    public async Task Handle_JObject_IsGivenTheJobAsItWasWritten()
    {
        await SendAsync(
            "shop.any",
            """{"at":"2026-01-01T12:00:00+02:00","amount":1.10,"$type":"Ponos.Nothing, Nowhere","deep":{"list":[1,null,true]}}""");
        await _ponos.HandledAsync("shop.any");

        var job = (JObject)_seen.Single();
        Assert.That(job["at"]!.Type, Is.EqualTo(JTokenType.String));
        Assert.That((string?)job["at"], Is.EqualTo("2026-01-01T12:00:00+02:00"));
        Assert.That((string?)job["$type"], Is.EqualTo("Ponos.Nothing, Nowhere"));
        Assert.That(job["deep"]!["list"]!.ToString(Formatting.None), Is.EqualTo("[1,null,true]"));
    }

    [Test]
    public async Task Publish_JObject_IsStampedOrKeepsItsTid()
    {
        await _ponos.PublishTaskAsync("shop.any", new JObject { ["a"] = "ü\ud83d\ude00" });
        await _ponos.PublishTaskAsync("shop.any", new JObject { ["tid"] = "mine" });
        await _ponos.PublishTaskAsync("shop.any", new JObject { ["tid"] = null });
        await _ponos.WhenIdleAsync();

        var tids = _ponos.Settled.Select(job => job.Tid).ToArray();
        Assert.That(_ponos.Settled, Has.Count.EqualTo(3).And.All.Property("Outcome").EqualTo(JobOutcome.Succeeded));
        Assert.That(tids[0], Is.Not.Empty);
        Assert.That(tids[1], Is.EqualTo("mine"));
        Assert.That(tids[2], Is.Not.Empty.And.Not.EqualTo(tids[0]));
        Assert.That((string?)((JObject)_seen[0])["a"], Is.EqualTo("ü\ud83d\ude00"));
    }

    [Test]
    public async Task Publish_RecordWithConverters_ArrivesEqual()
    {
        var job = new ShipOrder(
            "o1",
            3,
            Size.Large,
            new Money(9.99m, "EUR"),
            new Money(1, "EUR"),
            Parts: [new ShipOrder("p", 1, Size.Small, new Money(1, "EUR"))]);
        await _ponos.PublishAsync(job);
        await _ponos.HandledAsync("shop.ship");

        var body = JObject.Parse(Encoding.UTF8.GetString(_ponos.Settled.Single().Body.Span));
        Assert.That((int?)body["piece_count"], Is.EqualTo(3));
        Assert.That((string?)body["size"], Is.EqualTo("Large"));
        Assert.That((string?)body["price"], Is.EqualTo("9.99 EUR"));
        var seen = (ShipOrder)_seen.Single();
        Assert.That(seen with { Parts = null }, Is.EqualTo(job with { Parts = null }));
        Assert.That(seen.Parts, Is.EqualTo(job.Parts));
    }

    [TestCase("""{"order":"o1","piece_count":101,"size":"Large","price":"1 EUR"}""", "/piece_count", "maximum")]
    [TestCase("""{"order":"o1","pieces":1,"size":"Large","price":"1 EUR"}""", "", "required")]
    [TestCase("""{"order":null,"piece_count":1,"size":"Large","price":"1 EUR"}""", "/order", "type")]
    [TestCase("""{"order":"o1","piece_count":1,"size":"Huge","price":"1 EUR"}""", "/size", "enum")]
    [TestCase("""{"order":"o1","piece_count":1,"size":1,"price":"1 EUR"}""", "/size", "enum")]
    [TestCase(
        """{"order":"o1","piece_count":1,"size":"Large","price":"1 EUR","parts":[{"order":"","piece_count":1,"size":"Large","price":"1 EUR"}]}""",
        "/parts/0/order",
        "minLength")]
    public async Task Handle_RecordThatBreaksItsGeneratedSchema_IsInvalid(string body, string pointer, string keyword)
    {
        await SendAsync("shop.ship", body);

        var invalid = await _ponos.InvalidAsync("shop.ship");
        Assert.That(invalid.Violations.Select(violation => (violation.Pointer, violation.Keyword)), Does.Contain((pointer, keyword)));
    }

    [Test]
    public async Task Handle_NameInAnotherCase_DoesNotSlipPastTheSchema()
    {
        await SendAsync(
            "shop.ship",
            """{"order":"o1","piece_count":1,"size":"Large","price":"1 EUR","ORDER":"much too long for the schema","Piece_Count":5000,"pieces":6000,"parts":[{"order":"p","piece_count":1,"size":"Small","price":"1 EUR","Order":["deep",{"er":1}],"SIZE":{}}],"notes":{"Order":1,"order":2}}""");
        await _ponos.HandledAsync("shop.ship");

        var seen = (ShipOrder)_seen.Single();
        Assert.That((seen.Order, seen.Pieces), Is.EqualTo(("o1", 1)));
        Assert.That(seen.Parts!.Single().Order, Is.EqualTo("p"));
        Assert.That(seen.Notes!.ToString(Formatting.None), Is.EqualTo("""{"Order":1,"order":2}"""));
    }

    [Test]
    public async Task Handle_JobThatNamesATypeToMake_MakesNothing()
    {
        const string Attack = """{"$type":"Ponos.Newtonsoft.Tests.Support.Gadget, Ponos.Newtonsoft.Tests","command":"calc"}""";
        var made = Gadget.Made;
        await SendAsync("shop.carry", $$"""{"cargo":{{Attack}}}""");
        await SendAsync("shop.free", $$"""{"a":{{Attack}}}""");
        await SendAsync("shop.any", $$"""{"a":{{Attack}}}""");
        await SendAsync(
            "shop.ship",
            """{"$type":"System.IO.FileInfo, System.IO.FileSystem","order":"o1","piece_count":1,"size":"Large","price":"1 EUR","notes":{"$type":"x","$ref":"1","$id":"1"}}""");
        await _ponos.WhenIdleAsync();

        Assert.That(Gadget.Made, Is.EqualTo(made));
        Assert.That(_ponos.Settled, Has.Count.EqualTo(4).And.All.Property("Outcome").EqualTo(JobOutcome.Succeeded));
        Assert.That(_seen.OfType<CarriesAnything>().Single().Cargo, Is.TypeOf<JObject>());
        Assert.That(_seen.OfType<Dictionary<string, object?>>().Single()["a"], Is.TypeOf<JObject>());
    }

    [Test]
    public async Task Publish_PropertyThatWouldWriteItsType_Fails() =>
        Assert.That(
            (await Assert.ThrowsAsync<InvalidJobException>(
                () => _ponos.PublishAsync(new CarriesAnything { Cargo = new Gadget() })))!.InnerException,
            Is.TypeOf<JsonSerializationException>());

    [TestCase(100)]
    [TestCase(100_000)]
    public async Task Handle_JobNestedTooDeep_IsInvalid(int depth)
    {
        await SendAsync("shop.any", $$"""{"tid":"t","a":{{new string('[', depth)}}{{new string(']', depth)}}}""");

        Assert.That((await _ponos.InvalidAsync("shop.any")).Violations.Single().Keyword, Is.EqualTo("depth"));
    }

    [TestCase("{'a':1}")]
    [TestCase("""{"a":1,}""")]
    [TestCase("""{"a":1/* no */}""")]
    [TestCase("""{"a":NaN}""")]
    [TestCase("""{"a":1,"a":2}""")]
    [TestCase("""{"a":0x10}""")]
    [TestCase("""{"a":1} x""")]
    [TestCase("[]")]
    public async Task Handle_WhatOnlyNewtonsoftTakesForJson_IsInvalid(string body)
    {
        await SendAsync("shop.any", body);

        await _ponos.InvalidAsync("shop.any");
        Assert.That(_seen, Is.Empty);
    }

    [TestCase("a")]
    [TestCase("b")]
    public async Task Handle_PatternThatTakesTooLong_IsInvalidSoon(string property)
    {
        await SendAsync("shop.regex", $$"""{"{{property}}":"{{new string('a', 60)}}!"}""");

        var invalid = await _ponos.InvalidAsync("shop.regex");
        Assert.That(
            invalid.Violations.Select(violation => (violation.Pointer, violation.Keyword)),
            Is.EqualTo(new[] { ("/" + property, "pattern") }));
    }

    [Test]
    public async Task Handle_JobThatBreaksAGivenSchema_NamesEachPlaceAndNoValue()
    {
        await SendAsync("shop.strict", """{"a":"secret","l":[1,0],"x/y":"hidden","unknown":1}""");

        var violations = (await _ponos.InvalidAsync("shop.strict")).Violations;
        Assert.That(violations.Select(violation => (violation.Pointer, violation.Keyword)), Is.SupersetOf(new[]
        {
            ("/a", "maxLength"), ("/l/1", "minimum"), ("/x~1y", "anyOf"), ("/unknown", "additionalProperties"),
        }));
        Assert.That(string.Join("; ", violations), Does.Not.Contain("secret").And.Not.Contain("hidden"));
    }

    [Test]
    public async Task Handle_ClosedSchema_AdmitsTheTid()
    {
        await _ponos.PublishTaskAsync("shop.strict", new { a = "abc" });

        await _ponos.HandledAsync("shop.strict");
    }

    [Test]
    public async Task Publish_InvalidJob_NamesPointerAndKeyword()
    {
        var exception = await Assert.ThrowsAsync<InvalidJobException>(
            () => _ponos.PublishTaskAsync("shop.strict", new JObject { ["a"] = 1 }));

        Assert.That(
            exception!.Violations.Select(violation => (violation.Pointer, violation.Keyword)), Is.EqualTo(new[] { ("/a", "type") }));
    }

    [Test]
    public async Task Publish_WhatIsNoNewtonsoftType_ArrivesToo()
    {
        await _ponos.PublishTaskAsync("shop.any", System.Text.Json.JsonSerializer.SerializeToElement(new { a = 1 }));
        await _ponos.PublishTaskAsync("shop.any", new System.Text.Json.Nodes.JsonObject { ["a"] = 1 });
        await _ponos.PublishTaskAsync("shop.any", new Dictionary<string, int> { ["a"] = 1 });
        await _ponos.PublishTaskAsync("shop.bare", new Job("shop.bare", "{\"a\":1}"u8.ToArray()));
        await _ponos.WhenIdleAsync();

        Assert.That(_seen.OfType<JObject>().Select(job => (int?)job["a"]), Is.EqualTo(new[] { 1, 1, 1 }));
        Assert.That(_seen.OfType<Job>().Single().ToJson().GetProperty("a").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task Publish_WhatIsNoObject_IsInvalid() =>
        await Assert.ThrowsAsync<InvalidJobException>(() => _ponos.PublishTaskAsync("shop.any", new JArray(1)));

    private Task SendAsync(string task, string body) => _ponos.SendForeignAsync("shop", task, Encoding.UTF8.GetBytes(body));

    private Task See(object job)
    {
        lock (_seen)
        {
            _seen.Add(job);
        }

        return Task.CompletedTask;
    }
}
