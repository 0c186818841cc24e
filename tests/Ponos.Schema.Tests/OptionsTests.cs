using System.Text;
using Ponos.Schema.Tests.Support;

namespace Ponos.Schema.Tests;

[TestFixture]
public sealed class OptionsTests
{
    private static readonly JsonSchemaOptions Refusing = new() { UnknownKeywords = UnknownKeywords.Refuse };

    [TestCase("""{"properties":{"a":{"minLenght":3}}}""", "#/properties/a/minLenght", "\"minLength\"")]
    [TestCase("""{"additionalproperties":false}""", "#/additionalproperties", "\"additionalProperties\"")]
    [TestCase("""{"$schema":"http://json-schema.org/draft-07/schema#","prefixItems":[]}""", "#/prefixItems", "draft 2020-12")]
    [TestCase(
        """{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#/definitions/a","requird":[],"definitions":{"a":{}}}""",
        "#/requird",
        "\"required\"")]
    public void Compile_UnknownKeywordRefused_NamesItsLocationAndTheNearest(string schema, string location, string nearest)
    {
        var error = Verdicts.CompileError(schema, Refusing);

        Assert.That(error.Location, Is.EqualTo(location));
        Assert.That(error.Reason, Does.Contain(nearest));
        Assert.That(() => JsonSchema.Compile(schema), Throws.Nothing);
    }

    [TestCase("""{"x-owner":"me","properties":{"anything":{"x-y":1}},"const":{"minLenght":1},"enum":[{"foo":1}]}""")]
    [TestCase(
        """{"$comment":"c","title":"t","description":"d","default":1,"examples":[],"deprecated":true,"readOnly":true,"writeOnly":false,"contentMediaType":"a/b","contentEncoding":"base64","contentSchema":{},"$defs":{},"definitions":{},"dependencies":{}}""")]
    public void Compile_KnownOrOwnKeywordsWhenRefusing_Compiles(string schema) =>
        Assert.That(() => JsonSchema.Compile(schema, Refusing), Throws.Nothing);

    [Test]
    public void Validate_FormatByDefault_IsAnAnnotation() =>
        Assert.That(Verdicts.IsValid("""{"format":"date"}""", "\"nonsense\""), Is.True);

    [Test]
    public void Validate_FormatAsserted_IsChecked() =>
        Assert.That(Verdicts.IsValid("""{"format":"date"}""", "\"nonsense\"", new JsonSchemaOptions { AssertFormats = true }), Is.False);

    [Test]
    public void Validate_UnknownFormatAsserted_StaysAnAnnotation() =>
        Assert.That(
            Verdicts.IsValid("""{"format":"color-of-the-sky"}""", "\"blue\"", new JsonSchemaOptions { AssertFormats = true }), Is.True);

    [TestCase("false")]
    [TestCase("true")]
    public void Validate_FormatAssertionVocabulary_IsChecked(string required)
    {
        var options = new JsonSchemaOptions
        {
            Documents = new Dictionary<Uri, string>
            {
                [new Uri("https://example.org/asserting")] =
                    """
                    {"$id":"https://example.org/asserting","$schema":"https://json-schema.org/draft/2020-12/schema","$dynamicAnchor":"meta",
                     "$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true,"https://json-schema.org/draft/2020-12/vocab/format-assertion":REQUIRED},
                     "allOf":[{"$ref":"https://json-schema.org/draft/2020-12/meta/core"},{"$ref":"https://json-schema.org/draft/2020-12/meta/format-assertion"}]}
                    """.Replace("REQUIRED", required, StringComparison.Ordinal),
            },
        };

        Assert.That(
            Verdicts.IsValid("""{"$schema":"https://example.org/asserting","format":"ipv4"}""", "\"not an address\"", options), Is.False);
    }

    [Test]
    public void Validate_DefaultDialectDraft7_AppliesToSchemasThatNameNone()
    {
        const string Schema = """{"items":[{"type":"string"}],"additionalItems":false}""";

        Assert.That(Verdicts.IsValid(Schema, "[\"a\"]", new JsonSchemaOptions { DefaultDialect = JsonSchemaDialect.Draft7 }), Is.True);
        Assert.That(Verdicts.IsValid(Schema, "[1]", new JsonSchemaOptions { DefaultDialect = JsonSchemaDialect.Draft7 }), Is.False);
        Assert.That(() => JsonSchema.Compile(Schema), Throws.TypeOf<JsonSchemaException>());
    }

    [Test]
    public void Validate_DuplicateKeysAllowed_HoldsEveryOccurrenceToTheSchema()
    {
        var options = new JsonSchemaOptions { AllowDuplicateKeys = true };
        const string Schema = """{"properties":{"a":{"type":"integer"}},"required":["a","b"]}""";

        Assert.That(Verdicts.IsValid(Schema, """{"a":1,"a":2,"b":0}""", options), Is.True);
        Assert.That(Verdicts.IsValid(Schema, """{"a":1,"a":"x","b":0}""", options), Is.False);
        Assert.That(Verdicts.IsValid(Schema, """{"a":1,"a":2}""", options), Is.False);
    }

    [TestCase(1, "[]", true)]
    [TestCase(1, "[[]]", false)]
    [TestCase(3, "[{\"a\":[]}]", true)]
    [TestCase(3, "[{\"a\":[[]]}]", false)]
    public void Validate_MaxDepth_BoundsNesting(int depth, string json, bool valid) =>
        Assert.That(Verdicts.IsValid("true", json, new JsonSchemaOptions { MaxDepth = depth }), Is.EqualTo(valid));

    [Test]
    public void Validate_MaxViolations_StopsCollecting()
    {
        var json = "[" + string.Join(',', Enumerable.Repeat("1", 50)) + "]";

        Assert.That(
            Verdicts.Violations("""{"items":{"type":"string"}}""", json, new JsonSchemaOptions { MaxViolations = 7 }),
            Has.Count.EqualTo(7));
    }

    [Test]
    public void Validate_ContentAssertedInDraft7_IsChecked()
    {
        var options = new JsonSchemaOptions { AssertContent = true, DefaultDialect = JsonSchemaDialect.Draft7 };
        const string Schema = """{"contentEncoding":"base64","contentMediaType":"application/json"}""";

        Assert.That(Verdicts.IsValid(Schema, "\"eyJhIjoxfQ==\"", options), Is.True);
        Assert.That(Verdicts.IsValid(Schema, "\"ezp9Cg==\"", options), Is.False);
        Assert.That(Verdicts.IsValid(Schema, "\"{}\"", options), Is.False);
        Assert.That(Verdicts.IsValid("""{"contentMediaType":"application/json"}""", "\"{:\"", options), Is.False);
    }

    [Test]
    public void Compile_OptionsOutOfBounds_Throws()
    {
        Assert.That(() => JsonSchema.Compile("true", new JsonSchemaOptions { MaxDepth = 0 }), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => JsonSchema.Compile("true", new JsonSchemaOptions { MaxViolations = 0 }), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => JsonSchema.Compile("true", new JsonSchemaOptions { PatternTimeout = TimeSpan.Zero }),
            Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => JsonSchema.Compile("true", new JsonSchemaOptions { DefaultDialect = (JsonSchemaDialect)9 }),
            Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Source_AfterCompile_IsTheGivenText()
    {
        var bytes = Encoding.UTF8.GetBytes("{ \"type\" : \"string\" }");

        Assert.That(JsonSchema.Compile(bytes).Source.ToArray(), Is.EqualTo(bytes));
    }
}
