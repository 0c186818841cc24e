using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Commands.AsyncApi;
using Ponos.Commands.Tests.Support;
using Ponos.Handlers;

namespace Ponos.Commands.Tests;

public sealed class AsyncApiDocumentTests
{
    [Test]
    public async Task GetAsyncApi_OfAServiceWithEverything_IsValid()
    {
        var schema = await OfficialSchema.LoadAsync();

        var document = Shop();

        Assert.That(schema.Validate(Encoding.UTF8.GetBytes(document.ToJsonString())).Violations, Is.Empty);
    }

    [Test]
    public async Task OfficialSchema_OfADocumentThatIsWrong_RefusesIt()
    {
        var schema = await OfficialSchema.LoadAsync();
        var document = Shop();
        document["operations"]!["send.order.pack"]!["action"] = "publish";

        Assert.That(
            schema.Validate(Encoding.UTF8.GetBytes(document.ToJsonString())).Violations.Select(violation => violation.InstanceLocation),
            Does.Contain("/operations/send.order.pack/action"));
    }

    [Test]
    public void Channels_OfTasksAndEvents_AreQueuesAndExchanges()
    {
        var channels = Shop()["channels"]!.AsObject();

        Assert.That(channels.Select(channel => channel.Key), Is.EquivalentTo(new[]
        {
            "shop.order.pack",
            "print.label.print",
            "order.packed",
            "stock._any_.gone",
            "thing",
            "shop.thing",
            "drawn",
            "price._name_.of._name2_",
        }));
        Assert.That(channels["shop.order.pack"]!["bindings"]!["amqp"]!["queue"]!["name"]!.ToString(), Is.EqualTo("shop.order.pack"));
        Assert.That(channels["order.packed"]!["bindings"]!["amqp"]!["exchange"]!["type"]!.ToString(), Is.EqualTo("fanout"));
        Assert.That(channels["stock._any_.gone"]!["address"]!.ToString(), Is.EqualTo("stock.*.gone"));
        Assert.That(channels["stock._any_.gone"]!["bindings"]!["amqp"]!["exchange"]!["name"]!.ToString(), Is.EqualTo("ponos.events"));
    }

    [Test]
    public void Channels_OfEventsSentByAPattern_HaveParameters()
    {
        var sent = Shop()["channels"]!["price._name_.of._name2_"]!;

        Assert.That(sent["address"]!.ToString(), Is.EqualTo("price.{name}.of.{name2}"));
        Assert.That(sent["parameters"]!.AsObject().Select(parameter => parameter.Key), Is.EqualTo(new[] { "name", "name2" }));
        Assert.That(sent["bindings"]!["amqp"]!["exchange"]!["type"]!.ToString(), Is.EqualTo("fanout"));
    }

    [Test]
    public void Operations_SayWhatTheServiceSendsAndReceives()
    {
        var operations = Shop()["operations"]!.AsObject();

        Assert.That(operations.Select(operation => operation.Key), Is.EquivalentTo(new[]
        {
            "send.order.pack", "receive.order.pack", "send.label.print", "receive.order.packed", "receive.stock._any_.gone",
            "receive.thing", "send.thing_2", "send.drawn", "send.price._any_.of._all_",
        }));
        var receive = operations["receive.order.pack"]!;
        Assert.That(receive["x-ponos"]!["dead"]!.ToString(), Is.EqualTo("shop.order.pack.dead"));
        Assert.That(receive["bindings"]!["amqp"]!["ack"]!.GetValue<bool>(), Is.True);
        Assert.That(operations["send.order.pack"]!["bindings"]!["amqp"]!["mandatory"]!.GetValue<bool>(), Is.True);
        Assert.That(operations["send.thing_2"]!["bindings"]!["amqp"]!["mandatory"]!.GetValue<bool>(), Is.False);
    }

    [Test]
    public void References_OfSchemas_LeadToTheirPlacesInTheDocument()
    {
        var document = Shop();
        var references = References(document).ToArray();

        Assert.That(references, Does.Contain("#/components/schemas/drawn/schema/definitions/point"));
        foreach (var reference in references)
        {
            Assert.That(Follow(document, reference), Is.Not.Null, reference);
        }
    }

    [Test]
    public void SchemaFormat_OfEachSchema_IsItsDialect()
    {
        var schemas = Shop()["components"]!["schemas"]!;

        Assert.That(schemas["drawn"]!["schemaFormat"]!.ToString(), Is.EqualTo("application/schema+json;version=draft-07"));
        Assert.That(schemas["drawn"]!["schema"]!["$id"], Is.Null);
        Assert.That(schemas["order.pack"]!["schemaFormat"]!.ToString(), Is.EqualTo("application/schema+json;version=draft-2020-12"));
    }

    [Test]
    public void GetAsyncApi_OfAHostOfSeveral_AsksForOne()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPonos("one", HandlerCatalog.Empty);
        builder.Services.AddPonos("two", HandlerCatalog.Empty);
        using var host = builder.Build();

        Assert.Throws<ArgumentException>(() => host.Services.GetAsyncApi());
        Assert.That(host.Services.GetAsyncApi("two"), Does.Contain("\"title\": \"two\""));
    }

    [TestCase("""{"$ref":"#/$defs/x","$defs":{"x":{"type":"string"}}}""", "", "/$defs/x")]
    [TestCase("""{"$ref":"#y","$defs":{"x":{"$anchor":"y"}}}""", "", "/$defs/x")]
    [TestCase(
        """{"$id":"https://example.org/a","properties":{"p":{"$ref":"#y"}},"$defs":{"x":{"$anchor":"y"}}}""", "/properties/p", "/$defs/x")]
    [TestCase("""{"$id":"https://example.org/a","$ref":"https://example.org/a#/$defs/x","$defs":{"x":{}}}""", "", "/$defs/x")]
    [TestCase(
        """{"$id":"https://example.org/a","$ref":"b","$defs":{"x":{"$id":"b","$ref":"#/$defs/z","$defs":{"z":{}}}}}""", "", "/$defs/x")]
    [TestCase(
        """{"$id":"https://example.org/a","$ref":"b","$defs":{"x":{"$id":"b","$ref":"#/$defs/z","$defs":{"z":{}}}}}""",
        "/$defs/x",
        "/$defs/x/$defs/z")]
    [TestCase("""{"$ref":"b#n","$defs":{"x":{"$id":"b","$defs":{"z":{"$anchor":"n"}}}}}""", "", "/$defs/x/$defs/z")]
    [TestCase("""{"$ref":"urn:example:b","$defs":{"x":{"$id":"urn:example:b","items":{"$ref":"#"}}}}""", "/$defs/x/items", "/$defs/x")]
    [TestCase("""{"$ref":"#/$defs/a~1b%20c","$defs":{"a/b c":{}}}""", "", "/$defs/a~1b%20c")]
    [TestCase("""{"$dynamicAnchor":"node","properties":{"p":{"$dynamicRef":"#node"}}}""", "/properties/p", "")]
    [TestCase(
        """{"$ref":"tree","$dynamicAnchor":"node","$defs":{"t":{"$id":"tree","$dynamicAnchor":"node","items":{"$dynamicRef":"#node"}}}}""",
        "/$defs/t/items",
        "")]
    [TestCase(
        """{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#y","definitions":{"x":{"$id":"#y"}}}""", "", "/definitions/x")]
    [TestCase(
        """{"properties":{"const":{"$ref":"#/$defs/x"},"$id":{"type":"string"}},"$defs":{"x":{}}}""", "/properties/const", "/$defs/x")]
    public void Schemas_WithAReference_PointToWhatItMeans(string schema, string from, string target)
    {
        const string Place = "/components/schemas/job/schema";

        var embedded = EmbeddedSchema.Of(schema, "/components/schemas/job")["schema"]!;

        var reference = Follow(embedded, from)!["$ref"]!.ToString();
        Assert.That(Uri.UnescapeDataString(reference), Is.EqualTo("#" + Place + Uri.UnescapeDataString(target)));
        Assert.That(embedded.ToJsonString(), Does.Not.Contain("Anchor").And.Not.Contain("\"$id\":\"").And.Not.Contain("$dynamicRef"));
    }

    [Test]
    public void Schemas_WithAReferenceToElsewhere_KeepIt()
    {
        const string Schema =
            """{"properties":{"s":{"$ref":"https://json-schema.org/draft/2020-12/schema"},"const":{"const":{"$ref":"#/nothing"}}}}""";

        Assert.That(EmbeddedSchema.Of(Schema, "/components/schemas/job")["schema"]!.ToJsonString(), Is.EqualTo(Schema));
    }

    private static JsonObject Shop()
    {
        // No broker is configured: a document needs none.
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPonos("shop", HandlerCatalog.Empty)
            .DeclareTask(
                "order.pack",
                """{"type":"object","description":"Pack an order.","required":["order"],"properties":{"order":{"type":"string","pattern":"^[a-z|]+$"}}}""")
            .MapTask<Job>("order.pack", static _ => Task.CompletedTask)
            .DeclareTask("label.print", service: "print")
            .MapEvent<Job>("order.packed", static _ => Task.CompletedTask)
            .MapEvent<Job>("stock.*.gone", static _ => Task.CompletedTask)
            .DeclareEvent("thing")
            .DeclareEvent("price.*.of.#")
            .MapTask<Job>("thing", static _ => Task.CompletedTask)
            .DeclareEvent("drawn", """
                {
                  "$schema": "http://json-schema.org/draft-07/schema#",
                  "$id": "https://example.org/drawn",
                  "type": "object",
                  "properties": {
                    "from": { "$ref": "#/definitions/point" },
                    "to": { "$ref": "https://example.org/drawn#/definitions/point" },
                    "default": { "type": "object", "default": { "$ref": "#/no-reference" } }
                  },
                  "definitions": { "point": { "type": "object", "properties": { "next": { "$ref": "#/definitions/point" } } } }
                }
                """);
        using var host = builder.Build();
        return JsonNode.Parse(host.Services.GetAsyncApi())!.AsObject();
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.Where(member => member.Key != "default" || member.Value?["type"] is not null).SelectMany(member =>
            member is { Key: "$ref", Value: JsonValue value } ? [value.ToString()] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    private static JsonNode? Follow(JsonNode document, string reference) =>
        reference.Split('/').Skip(1).Aggregate((JsonNode?)document, (node, name) => node?[name]);
}
