using Ponos.Schema.Tests.Support;

namespace Ponos.Schema.Tests;

[TestFixture]
public sealed class CompileErrorTests
{
    private static readonly JsonSchemaOptions Strict =
        new() { AssertFormats = true, UnknownFormats = UnknownFormats.Refuse, UnknownKeywords = UnknownKeywords.Refuse };

    [TestCase("""{"properties":{"a":{"type":12}}}""", "#/properties/a/type", "12", "\"string\"")]
    [TestCase("""{"minimum":"x"}""", "#/minimum", "\"x\"", "must be of type number")]
    [TestCase("""{"minLength":-1}""", "#/minLength", "-1", "at least 0")]
    [TestCase("""{"minLength":1.5}""", "#/minLength", "1.5", "integer")]
    [TestCase("""{"multipleOf":0}""", "#/multipleOf", "0", "greater than 0")]
    [TestCase("""{"required":"a"}""", "#/required", "\"a\"", "array")]
    [TestCase("""{"required":["a","a"]}""", "#/required/1", "\"a\"", "equal")]
    [TestCase("""{"$schema":"http://json-schema.org/draft-07/schema#","items":3}""", "#/items", "3", "object")]
    [TestCase("""{"properties":{"a":7}}""", "#/properties/a", "7", "object or boolean")]
    public void Compile_MetaSchemaBroken_NamesLocationValueAndRemedy(string schema, string location, string value, string remedy)
    {
        var error = Verdicts.CompileError(schema);

        Assert.That(error.Location, Is.EqualTo(location));
        Assert.That(error.Reason, Does.StartWith(value + " is not valid").And.Contain(remedy));
        Assert.That(error.Message, Does.Contain(location));
    }

    [TestCase("""{"$ref":"#/$defs/missing"}""", "#/$ref", "#/$defs/missing", "correct the pointer")]
    [TestCase("""{"properties":{"a":{"$ref":"#missing"}}}""", "#/properties/a/$ref", "missing", "add the anchor")]
    [TestCase("""{"$ref":"https://example.org/other"}""", "#/$ref", "https://example.org/other", "JsonSchemaOptions.Documents")]
    [TestCase(
        """{"$schema":"https://example.org/dialect"}""",
        "#/$schema",
        "https://example.org/dialect",
        "https://json-schema.org/draft/2020-12/schema")]
    [TestCase(
        """{"$schema":"http://json-schema.org/draft-04/schema#"}""", "#/$schema", "draft-04", "http://json-schema.org/draft-07/schema#")]
    [TestCase("""{"$defs":{"unused":{"$ref":"#/nowhere"}}}""", "#/$defs/unused/$ref", "#/nowhere", "correct the pointer")]
    [TestCase("""{"pattern":"^(a"}""", "#/pattern", "^(a", "parenthesis is not closed")]
    [TestCase("""{"patternProperties":{"[z-a]":true}}""", "#/patternProperties", "[z-a]", "out of order")]
    [TestCase("""{"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}}""", "#/$defs/b/$anchor", "x", "give each its own")]
    [TestCase("""{"$defs":{"a":{"$id":"urn:x:1"},"b":{"$id":"urn:x:1"}}}""", "urn:x:1#/$id", "urn:x:1", "give each its own")]
    [TestCase("""{"$ref":"#/unknown","unknown":{"type":"strin"}}""", "#/unknown/type", "strin", "string")]
    [TestCase("""{"$ref":"#/unknown","unknown":{"minLength":-2}}""", "#/unknown/minLength", "-2", "non-negative integer")]
    [TestCase("""{"$ref":"#/unknown","unknown":{"multipleOf":-2}}""", "#/unknown/multipleOf", "-2", "greater than 0")]
    [TestCase("""{"$ref":"#/unknown","unknown":{"required":[1]}}""", "#/unknown/required", "1", "name")]
    public void Compile_CannotBeResolved_NamesLocationValueAndRemedy(string schema, string location, string value, string remedy)
    {
        var error = Verdicts.CompileError(schema);

        Assert.That(error.Location, Is.EqualTo(location));
        Assert.That(error.Reason, Does.Contain(value).And.Contain(remedy));
    }

    [TestCase("""{"$ref":"#"}""")]
    [TestCase("""{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}""")]
    [TestCase("""{"allOf":[{"$ref":"#"}]}""")]
    [TestCase("""{"not":{"$ref":"#"}}""")]
    [TestCase("""{"if":true,"then":{"anyOf":[{"$ref":"#"}]}}""")]
    [TestCase("""{"dependentSchemas":{"a":{"$ref":"#"}}}""")]
    public void Compile_ReferenceLoop_IsRefused(string schema) =>
        Assert.That(Verdicts.CompileError(schema).Reason, Does.Contain("without end").Or.Contain("back to itself"));

    [TestCase("", "must be")]
    [TestCase("{", "must be one JSON value")]
    [TestCase("{} {}", "must be one JSON value")]
    [TestCase("""{"type":"string","type":"number"}""", "named twice")]
    [TestCase("""{"title":"\ud800"}""", "surrogate")]
    public void Compile_NotAJsonDocument_IsRefused(string schema, string reason) =>
        Assert.That(Verdicts.CompileError(schema).Reason, Does.Contain(reason));

    [Test]
    public void Compile_LoneSurrogateInString_IsRefused() =>
        Assert.That(Verdicts.CompileError("{\"title\":\"\ud800\"}").Reason, Does.Contain("surrogate"));

    [Test]
    public void Compile_BytesThatAreNotUtf8_IsRefused() =>
        Assert.That(() => JsonSchema.Compile([0x22, 0xFF, 0x22]), Throws.TypeOf<JsonSchemaException>().With.Message.Contains("UTF-8"));

    [TestCase("""{"properties":{"a":{"type":"string","nullable":true}}}""", "#/properties/a/nullable", "[\"string\", \"null\"]")]
    [TestCase("""{"items":[{"type":"string"}]}""", "#/items", "prefixItems")]
    [TestCase("""{"prefixItems":[true],"additionalItems":false}""", "#/additionalItems", "\"items\"")]
    [TestCase("""{"properties":{"a":{"$id":"#/properties/a","type":"string"}}}""", "#/properties/a/$id", "leave it out at properties")]
    [TestCase("""{"minimum":0,"exclusiveMinimum":true}""", "#/exclusiveMinimum", "the number itself")]
    [TestCase("""{"properties":{"a":{"required":true}}}""", "#/properties/a/required", "names of the properties")]
    [TestCase("""{"$recursiveRef":"#"}""", "#/$recursiveRef", "$dynamicRef")]
    [TestCase("""{"id":"https://example.org/a"}""", "#/id", "$id")]
    [TestCase("""{"example":1}""", "#/example", "\"examples\"")]
    [TestCase(
        """{"$schema":"http://json-schema.org/draft-07/schema#","prefixItems":[true]}""",
        "#/prefixItems",
        "https://json-schema.org/draft/2020-12/schema")]
    [TestCase(
        """{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#/definitions/a","maxLength":3,"definitions":{"a":{"type":"string"}}}""",
        "#/maxLength",
        "\"allOf\"")]
    [TestCase(
        """{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"p":{"$ref":"#/definitions/a","type":"object"}},"definitions":{"a":true}}""",
        "#/properties/p/type",
        "\"allOf\"")]
    [TestCase(
        """{"properties":{"a":{"$id":"https://example.org/a","$ref":"#/$defs/x"}},"$defs":{"x":true}}""",
        "https://example.org/a#/$ref",
        "the \"$id\" at /properties/a")]
    [TestCase("""{"format":"int32"}""", "#/format", "2147483647")]
    [TestCase("""{"properties":{"a":{"format":"date_time"}}}""", "#/properties/a/format", "\"date-time\"")]
    [TestCase("""{"format":"emial"}""", "#/format", "did you mean \"email\"?")]
    [TestCase("""{"format":"phone"}""", "#/format", "\"pattern\"")]
    [TestCase("""{"format":"Date"}""", "#/format", "\"date\"")]
    public void Compile_WhatOtherDraftsHaveWhenRefusing_TellsTheRemedy(string schema, string location, string remedy)
    {
        var error = Verdicts.CompileError(schema, Strict);

        Assert.That(error.Location, Is.EqualTo(location));
        Assert.That(error.Reason, Does.Contain(remedy));
    }

    [TestCase(
        """{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#/definitions/a","title":"a","$comment":"b","x-c":1,"definitions":{"a":{"type":"string"}}}""")]
    [TestCase("""{"format":"x-phone"}""")]
    [TestCase("""{"$ref":"#/$defs/a","maxLength":3,"$defs":{"a":{"type":"string"}}}""")]
    [TestCase("\ufeff{\"type\":\"string\"}", Description = "an editor's byte order mark")]
    public void Compile_WhatChecksAllItSaysWhenRefusing_Compiles(string schema) =>
        Assert.That(JsonSchema.Compile(schema, Strict).IsValid("\"a\""u8), Is.True);

    [Test]
    public void Compile_UnknownFormatThatIsNotAsserted_Compiles() =>
        Assert.That(
            JsonSchema.Compile("""{"format":"int32"}""", new JsonSchemaOptions { UnknownFormats = UnknownFormats.Refuse })
                .IsValid("\"a\""u8),
            Is.True);

    [Test]
    public void Validate_ByteOrderMarkBeforeADocument_SaysSo() =>
        Assert.That(
            JsonSchema.Compile("true").Validate([0xEF, 0xBB, 0xBF, (byte)'1']).Violations.Single().Message,
            Does.Contain("byte order mark"));

    [Test]
    public void Compile_SchemaDeeperThanTheBound_IsRefused()
    {
        var schema = string.Concat(Enumerable.Repeat("{\"not\":", 400)) + "true" + new string('}', 400);

        Assert.That(Verdicts.CompileError(schema).Reason, Does.Contain("levels"));
    }

    [Test]
    public void Compile_RequiredVocabularyUnknown_IsRefused()
    {
        var options = new JsonSchemaOptions
        {
            Documents = new Dictionary<Uri, string>
            {
                [new Uri("https://example.org/dialect")] =
                    """{"$id":"https://example.org/dialect","$schema":"https://json-schema.org/draft/2020-12/schema","$vocabulary":{"https://example.org/vocabulary":true}}""",
            },
        };

        var error = Verdicts.CompileError("""{"$schema":"https://example.org/dialect"}""", options);

        Assert.That(error.Location, Does.EndWith("$vocabulary"));
        Assert.That(error.Reason, Does.Contain("https://example.org/vocabulary"));
    }

    [Test]
    public void Compile_NullText_ThrowsArgumentNull() =>
        Assert.That(() => JsonSchema.Compile((string)null!), Throws.ArgumentNullException);
}
