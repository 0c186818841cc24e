using Ponos.Schema.Compilation;
using Ponos.Schema.Tests.Support;

namespace Ponos.Schema.Tests;

[TestFixture]
public sealed class ReferenceTests
{
    private static readonly JsonSchemaOptions WithDocuments = new()
    {
        Documents = new Dictionary<Uri, string>
        {
            [new Uri("https://example.org/schemas/integer.json")] = """{"type":"integer"}""",
            [new Uri("https://example.org/schemas/folder/person.json")] =
                """{"$id":"https://example.org/people/person","properties":{"age":{"$ref":"/schemas/integer.json"}},"$defs":{"name":{"$anchor":"name","type":"string"}}}""",
            [new Uri("https://example.org/schemas/tree")] =
                """{"$id":"https://example.org/schemas/tree","$dynamicAnchor":"node","type":"object","properties":{"data":true,"children":{"type":"array","items":{"$dynamicRef":"#node"}}}}""",
            [new Uri("https://example.org/schemas/seven")] =
                """{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}]}""",
        },
    };

    [TestCase("""{"$ref":"https://example.org/schemas/integer.json"}""", "1", true)]
    [TestCase("""{"$ref":"https://example.org/schemas/integer.json"}""", "\"1\"", false)]
    [TestCase(
        """{"$id":"https://example.org/schemas/root.json","properties":{"p":{"$ref":"folder/person.json"}}}""",
        """{"p":{"age":1}}""",
        true)]
    [TestCase(
        """{"$id":"https://example.org/schemas/root.json","properties":{"p":{"$ref":"folder/person.json"}}}""",
        """{"p":{"age":"x"}}""",
        false)]
    [TestCase("""{"$ref":"https://example.org/schemas/folder/person.json#name"}""", "1", false)]
    [TestCase("""{"$ref":"https://example.org/schemas/folder/../seven"}""", "[1]", false)]
    [TestCase("""{"$ref":"https://example.org/schemas/folder/../seven"}""", "[\"a\",1]", true)]
    public void Validate_RegisteredDocument_IsUsed(string schema, string json, bool valid) =>
        Assert.That(Verdicts.IsValid(schema, json, WithDocuments), Is.EqualTo(valid));

    [TestCase("""{"children":[{"data":1,"dta":2}]}""", false)]
    [TestCase("""{"children":[{"data":1,"children":[{"data":2}]}]}""", true)]
    public void Validate_DynamicReference_LeadsToTheOutermost(string json, bool valid)
    {
        const string Strict =
            """{"$id":"https://example.org/schemas/strict","$dynamicAnchor":"node","$ref":"tree","unevaluatedProperties":false}""";

        Assert.That(Verdicts.IsValid(Strict, json, WithDocuments), Is.EqualTo(valid));
    }

    [TestCase("https://json-schema.org/draft/2020-12/schema")]
    [TestCase("http://json-schema.org/draft-07/schema#")]
    public void Validate_ReferenceToMetaSchema_ChecksSchemas(string metaSchema)
    {
        var schema = $$"""{"$ref":"{{metaSchema}}"}""";

        Assert.That(Verdicts.IsValid(schema, """{"type":"string","properties":{"a":{"minimum":1}}}"""), Is.True);
        Assert.That(Verdicts.IsValid(schema, """{"properties":{"a":{"minimum":"x"}}}"""), Is.False);
    }

    [TestCase("http://a/b/c/d;p?q", "g", "http://a/b/c/g")]
    [TestCase("http://a/b/c/d;p?q", "./g/", "http://a/b/c/g/")]
    [TestCase("http://a/b/c/d;p?q", "/g", "http://a/g")]
    [TestCase("http://a/b/c/d;p?q", "//g", "http://g")]
    [TestCase("http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y")]
    [TestCase("http://a/b/c/d;p?q", "", "http://a/b/c/d;p?q")]
    [TestCase("http://a/b/c/d;p?q", "..", "http://a/b/")]
    [TestCase("http://a/b/c/d;p?q", "../../../g", "http://a/g")]
    [TestCase("http://a/b/c/d;p?q", "g/../h", "http://a/b/c/h")]
    [TestCase("http://a/b/c/d;p?q", "g:h", "g:h")]
    [TestCase("http://a/b/c/d;p?q", "#s", "http://a/b/c/d;p?q")]
    [TestCase("http://a", "g", "http://a/g")]
    [TestCase("urn:uuid:1-2", "#x", "urn:uuid:1-2")]
    [TestCase("", "folder/g.json", "folder/g.json")]
    public void Resolve_ExamplesOfRfc3986_GiveTheTarget(string origin, string reference, string target) =>
        Assert.That(UriReference.Resolve(origin, reference), Is.EqualTo(target));

    [Test]
    public void Validate_EmbeddedResourceOfAnotherDialect_IsReadByItsOwnRules()
    {
        const string Schema =
            """
            {"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"#/$defs/old",
             "$defs":{"old":{"$id":"https://example.org/old","$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}],"prefixItems":[false]}}}
            """;

        Assert.That(Verdicts.IsValid(Schema, "[\"a\"]"), Is.True);
        Assert.That(Verdicts.IsValid(Schema, "[1]"), Is.False);
    }
}
