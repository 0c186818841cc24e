using System.Text;
using System.Text.Json.Nodes;
using Ponos.Dashboard.Bodies;

namespace Ponos.Dashboard.Tests.Bodies;

internal sealed class BodyTests
{
    [TestCase(
        """{"$ref":"#/$defs/login","$defs":{"login":{"type":"object","properties":{"password":{"type":"string","x-secret":true}}}}}""")]
    [TestCase("""{"allOf":[{"properties":{"password":{"x-secret":true}}}]}""")]
    [TestCase("""{"properties":{"password":{"$ref":"#/$defs/p"}},"$defs":{"p":{"x-secret":true}}}""")]
    [TestCase("""{"additionalProperties":{"x-secret":true}}""")]
    [TestCase("""{"patternProperties":{"^pass":{"x-secret":true}}}""")]
    [TestCase("""{"oneOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"properties":{"password":{"x-secret":true}}}}}""")]
    public void Show_SecretHoweverItIsDeclared_IsHidden(string schema)
    {
        var shown = new SecretMask(schema).Show(Encoding.UTF8.GetBytes("""{"password":"hunter2"}"""));

        Assert.That(shown.Json!.ToJsonString(), Does.Not.Contain("hunter2"));
    }

    [Test]
    public void Show_SecretInItems_IsHiddenInEach()
    {
        var mask = new SecretMask("""{"properties":{"users":{"items":{"properties":{"pin":{"type":"integer","x-secret":true}}}}}}""");

        var shown = mask.Show(Encoding.UTF8.GetBytes("""{"users":[{"pin":1},{"pin":2,"name":"ada"}]}"""));

        Assert.That(shown.Json!["users"]!.AsArray().Select(user => user!["pin"]!.GetValue<string>()), Is.All.EqualTo(SecretMask.Hidden));
        Assert.That(shown.Json["users"]![1]!["name"]!.GetValue<string>(), Is.EqualTo("ada"));
    }

    [Test]
    public void Show_SchemaThatRefersToItself_Ends()
    {
        var mask = new SecretMask("""{"$ref":"#","allOf":[{"$ref":"#"}],"properties":{"x":{"$ref":"#"},"s":{"x-secret":true}}}""");

        Assert.That(mask.Show(Encoding.UTF8.GetBytes("""{"x":{"x":{"s":"hunter2"}}}""")).Json!.ToJsonString(), Is.Not.Empty);
    }

    [TestCase("a\nb\nc", "a\nb\nc", "   ")]
    [TestCase("a\nb\nc", "a\nx\nc", " -+ ")]
    [TestCase("a\nb", "a\nb\nc", "  +")]
    [TestCase("a\nb\nc", "c", "-- ")]
    public void Between_TwoTexts_MarksWhatIsDifferent(string before, string after, string expected)
    {
        var lines = BodyDiff.Between(before, after);

        Assert.That(
            string.Concat(lines.Select(line => line.Side switch { DiffSide.Before => '-', DiffSide.After => '+', _ => ' ' })),
            Is.EqualTo(expected));
    }

    [Test]
    public void Of_MissingMember_IsMarkedAtTheObjectThatLacksIt()
    {
        var lines = BodyLines.Of(JsonNode.Parse("""{"a":{"b":1}}"""), [new ContractViolation("/a/c", "required", "It must be there.")]);

        Assert.That(lines.Single(line => line.Broken.Count > 0).Pointer, Is.EqualTo("/a"));
    }

    [Test]
    public void Fields_OfNestedObjectsAndOddKinds_AreWhatAPersonFillsIn()
    {
        const string schema = """
            {"type":"object","required":["name"],"properties":{
              "name":{"type":["string","null"]},"a/b":{"type":"object","properties":{"n":{"type":"number"}}},
              "size":{"enum":["s","m",3]},"tags":{"type":"array"},"any":{}}}
            """;

        var fields = SchemaForm.Fields(schema, JsonNode.Parse("""{"name":7,"size":"m","tags":["x"]}"""))!;

        Assert.That(fields.Select(field => (field.Pointer, field.Kind)), Is.EqualTo(new[]
        {
            ("/name", FieldKind.Json),
            ("/a~1b/n", FieldKind.Number),
            ("/size", FieldKind.Choice),
            ("/tags", FieldKind.Json),
            ("/any", FieldKind.Json),
        }));
        Assert.That(fields[2].Value, Is.EqualTo("\"m\""));
    }

    [TestCase("not json")]
    [TestCase("[]")]
    [TestCase("""{"type":"array"}""")]
    [TestCase("""{"type":"object"}""")]
    [TestCase(null)]
    public void Fields_OfNoObject_AreNone(string? schema) => Assert.That(SchemaForm.Fields(schema, null), Is.Null);

    [Test]
    public void Of_Schema_IsTheLeastThatAJobHas() => Assert.That(
        BodySkeleton.Of(
            """{"type":"object","required":["a","b","c","d"],"properties":{"a":{"type":"string"},"b":{"type":"integer","minimum":5},"c":{"enum":["x","y"]},"d":{"type":"object","required":["e"],"properties":{"e":{"type":"boolean"}}},"f":{}}}""")
            .ToJsonString(),
        Is.EqualTo("""{"a":"","b":5,"c":"x","d":{"e":false}}"""));
}
