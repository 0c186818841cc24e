using Ponos.Schema.Tests.Support;

namespace Ponos.Schema.Tests;

[TestFixture]
public sealed class CompileErrorTests
{
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
    [TestCase("""{"$schema":"https://example.org/dialect"}""", "#/$schema", "https://example.org/dialect", "https://json-schema.org/draft/2020-12/schema")]
    [TestCase("""{"$schema":"http://json-schema.org/draft-04/schema#"}""", "#/$schema", "draft-04", "http://json-schema.org/draft-07/schema#")]
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
