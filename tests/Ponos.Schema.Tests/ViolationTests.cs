using Ponos.Schema.Tests.Support;

namespace Ponos.Schema.Tests;

[TestFixture]
public sealed class ViolationTests
{
    private const string Contract =
        """
        {
          "$id": "https://example.org/clean-up",
          "type": "object",
          "properties": {
            "dock": { "type": "string", "minLength": 3, "pattern": "^[a-z]+$" },
            "keep": { "type": "integer", "minimum": 0, "multipleOf": 5 },
            "tags": { "type": "array", "items": { "enum": ["a", "b"] }, "uniqueItems": true },
            "owner": { "$ref": "#/$defs/owner" }
          },
          "required": ["dock", "keep", "tid"],
          "additionalProperties": false,
          "$defs": { "owner": { "anyOf": [{ "type": "string" }, { "type": "object", "required": ["id"] }] } }
        }
        """;

    [Test]
    public void Validate_ManyFaults_CollectsAllWithTheirLocations()
    {
        var violations = Verdicts.Violations(Contract, """{"dock":"X1","keep":-7,"tags":["a","q","a"],"owner":{},"a/b~c":1}""");

        Assert.That(
            violations.Select(violation => (violation.InstanceLocation, violation.Keyword, violation.SchemaLocation)), Is.EquivalentTo(new[]
            {
                ("/dock", "minLength", "https://example.org/clean-up#/properties/dock/minLength"),
                ("/dock", "pattern", "https://example.org/clean-up#/properties/dock/pattern"),
                ("/keep", "minimum", "https://example.org/clean-up#/properties/keep/minimum"),
                ("/keep", "multipleOf", "https://example.org/clean-up#/properties/keep/multipleOf"),
                ("/tags/1", "enum", "https://example.org/clean-up#/properties/tags/items/enum"),
                ("/tags/2", "uniqueItems", "https://example.org/clean-up#/properties/tags/uniqueItems"),
                ("/owner", "anyOf", "https://example.org/clean-up#/$defs/owner/anyOf"),
                ("/owner", "type", "https://example.org/clean-up#/$defs/owner/anyOf/0/type"),
                ("/owner", "required", "https://example.org/clean-up#/$defs/owner/anyOf/1/required"),
                ("/a~1b~0c", "additionalProperties", "https://example.org/clean-up#/additionalProperties"),
                (string.Empty, "required", "https://example.org/clean-up#/required"),
            }));
    }

    [Test]
    public void Validate_SeveralNamesMissing_NamesEach()
    {
        var violations = Verdicts.Violations(Contract, "{}");

        Assert.That(violations.Select(violation => violation.Message), Is.EqualTo(new[]
        {
            "must have the property 'dock'", "must have the property 'keep'", "must have the property 'tid'",
        }));
        Assert.That(violations.Select(violation => violation.Property), Is.EqualTo(new[] { "dock", "keep", "tid" }));
    }

    [Test]
    public void Validate_MoreThan64RequiredNames_NamesTheOneThatIsMissing()
    {
        var names = Enumerable.Range(0, 200).Select(i => $"p{i}").ToArray();
        var schema = $$"""{"required":[{{string.Join(',', names.Select(name => $"\"{name}\""))}}]}""";
        var json = $"{{{string.Join(',', names.Where(name => name != "p137").Select(name => $"\"{name}\":0"))}}}";

        Assert.That(
            Verdicts.Violations(schema, json).Select(violation => violation.Message),
            Is.EqualTo(new[] { "must have the property 'p137'" }));
    }

    [Test]
    public void Validate_AnyFault_NeverTellsTheDocumentsValues()
    {
        const string Schema =
            """
            {"properties":{
              "a":{"const":1},"b":{"enum":[1]},"c":{"pattern":"^x$"},"d":{"maxLength":1},"e":{"maximum":1},"f":{"type":"null"},"g":{"not":{"type":"string"}},
              "h":{"oneOf":[{"type":"string"},{"minLength":1}]},"i":{"format":"date"},"j":{"contains":{"type":"null"}},"k":{"uniqueItems":true},"l":{"if":true,"then":false},
              "m":{"propertyNames":{"maxLength":2}},"n":{"dependentRequired":{"secret":["x"]}},"o":{"unevaluatedItems":false},"p":{"unevaluatedProperties":false},"q":{"maxItems":0},"r":false
            }}
            """;
        const string Json =
            """
            {"a":"secret","b":"secret","c":"secret","d":"secret","e":31337,"f":"secret","g":"secret","h":"secret","i":"secret","j":["secret"],"k":["secret","secret"],"l":"secret",
             "m":{"secret":1},"n":{"secret":1},"o":["secret"],"p":{"other":"secret"},"q":["secret"],"r":"secret"}
            """;

        var violations = Verdicts.Violations(Schema, Json, new JsonSchemaOptions { AssertFormats = true });

        Assert.That(violations.Select(violation => violation.InstanceLocation.Split('/')[1]).Distinct().Count(), Is.EqualTo(18));
        Assert.That(
            violations.Where(violation => violation.InstanceLocation is not "/n").Select(violation => violation.Message),
            Has.None.Contains("secret").And.None.Contains("31337"));
    }

    [TestCase("", "json")]
    [TestCase("{\"a\":1} x", "json")]
    [TestCase("{\"a\":1,}", "json")]
    [TestCase("[01]", "json")]
    [TestCase("{'a':1}", "json")]
    [TestCase("// no\n1", "json")]
    [TestCase("NaN", "json")]
    [TestCase("\"\\ud800\"", "surrogate")]
    [TestCase("\"\\udc00\\ud800\"", "surrogate")]
    [TestCase("{\"\\ud800x\":1}", "surrogate")]
    [TestCase("{\"a\":1,\"a\":1}", "duplicateKey")]
    [TestCase("{\"a\":1,\"\\u0061\":1}", "duplicateKey")]
    public void Validate_TextThatIsNoDocument_HasAKeywordOfItsOwn(string json, string keyword)
    {
        var violations = Verdicts.Violations("true", json);

        Assert.That(violations.Select(violation => violation.Keyword), Is.EqualTo(new[] { keyword }));
        Assert.That(violations[0].SchemaLocation, Is.Empty);
    }

    [Test]
    public void Validate_DuplicateKeyDeepInside_IsLocated() =>
        Assert.That(Verdicts.Violations("true", """{"x":[0,{"k":1,"l":2,"k":3}]}""")[0].InstanceLocation, Is.EqualTo("/x/1/k"));

    [Test]
    public void Validate_BytesThatAreNotUtf8_IsInvalid() =>
        Assert.That(JsonSchema.Compile("true").Validate([0x22, 0xC3, 0x28, 0x22]).Violations[0].Keyword, Is.EqualTo("utf8"));

    [Test]
    public void Validate_FalseSchema_IsReportedAsFalse()
    {
        var violation = Verdicts.Violations("""{"properties":{"a":false}}""", """{"a":1}""").Single();

        Assert.That(
            (violation.Keyword, violation.SchemaLocation, violation.InstanceLocation), Is.EqualTo(("false", "#/properties/a", "/a")));
        Assert.That(violation.ToString(), Does.Contain("/a").And.Contain("#/properties/a"));
    }

    [Test]
    public void Validate_DependentNameMissing_NamesIt() =>
        Assert.That(
            Verdicts.Violations("""{"dependentRequired":{"card":["address"]}}""", """{"card":1}""").Single().Property,
            Is.EqualTo("address"));

    [Test]
    public void Validate_OtherFault_NamesNoProperty() =>
        Assert.That(Verdicts.Violations("""{"properties":{"a":{"type":"string"}}}""", """{"a":1}""").Single().Property, Is.Null);

    [Test]
    public void Validate_PointerOfMoreThan256Characters_IsCutAtACharacter()
    {
        var name = string.Concat(Enumerable.Repeat("😀", 300));

        var location = Verdicts.Violations("""{"additionalProperties":false}""", $$"""{"{{name}}":1}""").Single().InstanceLocation;

        Assert.That(location, Has.Length.EqualTo(SchemaViolation.LongestLocation - 1).Or.Length.EqualTo(SchemaViolation.LongestLocation));
        Assert.That(location, Does.StartWith("/😀😀").And.EndsWith("😀…"));
    }

    [Test]
    public void Validate_ReportLengthReached_StopsCollecting()
    {
        var options = new JsonSchemaOptions { MaxReportLength = 1_024 };

        var violations = Verdicts.Violations(
            """{"items":{"type":"string"}}""", $"[{string.Join(',', Enumerable.Repeat("1", 90))}]", options);

        Assert.That(violations, Has.Count.InRange(10, 40));
    }
}
