using Ponos.Generators.Tests.Support;

namespace Ponos.Generators.Tests;

public sealed class SchemaFileTests
{
    private const string Resize =
        """
        using System.Text.Json.Serialization;
        [Task("images.resize")]
        public sealed record Resize(int Width, [property: JsonPropertyName("h")] int Height, string? Note, bool Fast = false)
        {
            [JsonIgnore] public int Area => Width * Height;
            public required string MimeType { get; init; }
        }
        public static class Workers
        {
            [Task("images.resize")] public static Task Run(Resize job) => Task.CompletedTask;
        }
        """;

    [Test]
    public void Create_SchemaFile_IsGivenToContractAndHandlerAsItStands()
    {
        const string schema =
            "{\r\n  \"required\": [\"width\", \"h\", \"mimeType\", \"tid\"],\r\n  \"description\": "
            + "\"\\\"\\\"\\\" and \\u00e9 é\",\r\n  \"$comment\": \"\"\r\n}\r\n";

        var project = SampleProject.Of(Resize).WithSchema("images.resize", schema);
        project.AssertReportsNothing();
        var catalog = project.Compile().CreateCatalog();

        var expected = schema.ReplaceLineEndings("\n");
        Assert.That(catalog.Contracts.Single().Schema, Is.EqualTo(expected));
        Assert.That(catalog.Handlers.Single().Schema, Is.EqualTo(expected));
    }

    [TestCase(@"C:\work\schemas\a.schema.json")]
    [TestCase("/work/Schemas/a.schema.json")]
    [TestCase("schemas/a.schema.json")]
    public void Create_AnyPathToTheFolder_IsRead(string path)
    {
        var project = Handler() with { Files = [new SampleFile(path, "{}")] };

        Assert.That(project.Compile().CreateCatalog().Handlers.Single().Schema, Is.EqualTo("{}"));
    }

    [TestCase("/work/a.schema.json")]
    [TestCase("/work/schemas/a.json")]
    [TestCase("/work/schemas/.schema.json")]
    public void Create_OtherFiles_AreIgnored(string path)
    {
        var project = Handler() with { Files = [new SampleFile(path, "not JSON")] };

        Assert.That(project.Compile().CreateCatalog().Handlers.Single().Schema, Is.Null);
        project.AssertReportsNothing();
    }

    [TestCase("", "line 1 lacks a value")]
    [TestCase("[]", "its value is no object")]
    [TestCase("true", "its value is no object")]
    [TestCase("{\n  \"type\": object }", "line 2 lacks a value")]
    public void SchemaNoJsonObject_OtherText_IsReportedAndLeftOut(string schema, string word)
    {
        var project = Handler().WithSchema("a", schema);

        project.AssertReports("PONOS011", "schemas/a.schema.json", word);
        Assert.That(project.Compile().CreateCatalog().Handlers.Single().Schema, Is.Null);
    }

    [Test]
    public void SchemaWithoutEffect_NoJobOfThatName_IsReported() =>
        Handler().WithSchema("b", "{}").AssertReports("PONOS012", "schemas/b.schema.json", "declares no job 'b'");

    [Test]
    public void SchemaWithoutEffect_SecondFileForOneJob_IsReported() =>
        (Handler() with { Files = [new SampleFile("/1/schemas/a.schema.json", "{}"), new SampleFile("/2/schemas/a.schema.json", "{}")] })
            .AssertReports("PONOS012", "'/1/schemas/a.schema.json' is the job's schema already");

    [TestCase("""{ "required": ["width", "h", "mimeType", "depth"] }""", "'depth'", "the type has no such property")]
    [TestCase("""{ "required": ["width", "h", "mimeType", "height"] }""", "'height'", "the type has no such property")]
    [TestCase("""{ "required": ["width", "h", "mimeType", "area"] }""", "'area'", "the type has no such property")]
    [TestCase("""{ "required": ["width", "h"] }""", "'mimeType'", "'MimeType'", "add it to 'required'")]
    [TestCase("""{ "required": ["width", "mimeType"] }""", "'h'", "'Height'", "add it to 'required'")]
    [TestCase(
        """{ "required": ["width", "h", "mimeType"], "properties": { "width": {}, "h": {} }, "additionalProperties": false }""",
        "'mimeType'",
        "admits no such property")]
    public void SchemaMismatch_RequiredOnOneSideOnly_IsReported(string schema, params string[] words) =>
        SampleProject.Of(Resize).WithSchema("images.resize", schema)
            .AssertReports("PONOS013", [.. words, "schemas/images.resize.schema.json", "'Resize'"]);

    [TestCase("""{ "required": ["width", "h", "mimeType", "note", "fast", "tid"] }""")]
    [TestCase(
        """{ "required": ["width", "h", "mimeType"], "properties": { "width": {}, "h": {}, "mimeType": {} }, "additionalProperties": false }""")]
    [TestCase("""{ "allOf": [ { "required": ["width", "h", "mimeType"] } ] }""")]
    [TestCase("""{ "required": ["width", "h", "mimeType"], "patternProperties": { ".*": {} }, "additionalProperties": false }""")]
    public void SchemaMismatch_BothSidesAgree_IsNotReported(string schema) =>
        SampleProject.Of(Resize).WithSchema("images.resize", schema).AssertReportsNothing();

    [TestCase("Job job")]
    [TestCase("Dictionary<string, string> job")]
    [TestCase("Rest job")]
    [TestCase("")]
    public void SchemaMismatch_TypeThatTakesAnything_IsNotReported(string parameter) =>
        SampleProject.Of(
            $$"""
            public sealed class Rest { [System.Text.Json.Serialization.JsonExtensionData] public Dictionary<string, object>? More { get; set; } }
            public static class Workers { [Event("a")] public static Task On({{parameter}}) => Task.CompletedTask; }
            """).WithSchema("a", """{ "required": ["width"], "additionalProperties": false }""").AssertReportsNothing();

    private static SampleProject Handler() =>
        SampleProject.Of("public static class Workers { [Task(\"a\")] public static Task One(Job job) => Task.CompletedTask; }");
}
