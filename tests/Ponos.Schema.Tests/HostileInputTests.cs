using System.Text;
using Ponos.Schema.Tests.Support;

namespace Ponos.Schema.Tests;

/// <summary>Documents that are made to exhaust a validator: each gets a verdict. The limits on time only catch what hangs.</summary>
[TestFixture]
public sealed class HostileInputTests
{
    private const int HangsAfter = 60_000;

    private const string Contract =
        """
        {"type":"object","properties":{"a":{"type":"string","pattern":"^(a+)+$"},"n":{"type":"number","multipleOf":0.01,"maximum":1e300},"list":{"uniqueItems":true},"child":{"$ref":"#"}}}
        """;

    [TestCase("^(a+)+$")]
    [TestCase("^(a|aa)+$")]
    [TestCase("^(a*)*b$")]
    [TestCase("^(?=(a+)+$)")]
    [TestCase(@"^(a+)+\1$")]
    [TestCase(@"(\w+\s?)+\b!$")]
    [CancelAfter(HangsAfter)]
    public void Validate_CatastrophicPattern_GivesAVerdict(string pattern)
    {
        var schema = JsonSchema.Compile($$"""{"pattern":{{System.Text.Json.JsonSerializer.Serialize(pattern)}}}""");

        Assert.That(Verdicts.Judge(schema, Encoding.UTF8.GetBytes($"\"{new string('a', 40)}?\"")), Is.False);
    }

    [Test]
    [CancelAfter(HangsAfter)]
    public void Validate_PatternOutOfTimeUnderNot_IsInvalidAllTheSame()
    {
        var result = JsonSchema.Compile("""{"not":{"pattern":"^(a+)+\\1$"}}""")
            .Validate(Encoding.UTF8.GetBytes($"\"{new string('a', 60)}?\""));

        Assert.That(result.Violations.Select(violation => (violation.Keyword, violation.Message)), Is.EqualTo(
            new[] { ("pattern", @"takes too long to match the pattern ^(a+)+\1$: make the text shorter, or the pattern simpler") }));
    }

    [TestCase("[")]
    [TestCase("{\"child\":")]
    [CancelAfter(HangsAfter)]
    public void Validate_DepthOf100000_IsTooDeep(string open)
    {
        var json = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(open, 100_000)));

        Assert.That(JsonSchema.Compile(Contract).Validate(json).Violations.Single().Keyword, Is.EqualTo("depth"));
        Assert.That(
            JsonSchema.Compile(Contract, new JsonSchemaOptions { MaxDepth = 1_000 }).Validate(json).Violations.Single().Keyword,
            Is.EqualTo("depth"));
    }

    [TestCase("""{"allOf":[{"anyOf":[{"properties":{"child":{"$ref":"#"}}}]}]}""")]
    [TestCase("""{"uniqueItems":true}""")]
    [CancelAfter(HangsAfter)]
    public void Validate_DeepAsAllowedOnASmallStack_GivesAVerdict(string contract)
    {
        var deep = string.Concat(Enumerable.Repeat("{\"child\":", 998)) + "{}" + new string('}', 998);
        var json = Encoding.UTF8.GetBytes(contract.Contains("unique", StringComparison.Ordinal) ? $"[{deep},{deep}]" : deep);
        var schema = JsonSchema.Compile(contract, new JsonSchemaOptions { MaxDepth = 1_000 });
        bool? verdict = null;
        var thread = new Thread(() => verdict = schema.Validate(json).IsValid, 192 * 1024);

        thread.Start();
        thread.Join();

        Assert.That(verdict, Is.Not.Null);
    }

    [TestCase("0", ",0")]
    [TestCase("[]", ",[]")]
    [TestCase("{}", ",{\"a\":1}")]
    [TestCase("\"a\"", ",\"\\u0061\"")]
    [CancelAfter(HangsAfter)]
    public void Validate_TenMegabytes_GivesAVerdict(string first, string more)
    {
        var json = Encoding.UTF8.GetBytes("{\"list\":[" + first + string.Concat(Enumerable.Repeat(more, 10_000_000 / more.Length)) + "]}");

        Assert.That(Verdicts.Judge(JsonSchema.Compile(Contract), json), Is.False);
        Assert.That(Verdicts.Judge(JsonSchema.Compile("true"), json), Is.True);
    }

    [Test]
    [CancelAfter(HangsAfter)]
    public void Validate_ManyDifferentItems_AreFoundUnique()
    {
        var json = Encoding.UTF8.GetBytes(
            "{\"list\":[" + string.Join(',', Enumerable.Range(0, 500_000).Select(i => $"{{\"k\":{i},\"l\":\"{i}\"}}")) + "]}");

        Assert.That(Verdicts.Judge(JsonSchema.Compile(Contract), json), Is.True);
    }

    [Test]
    [CancelAfter(HangsAfter)]
    public void Validate_ManyNamesThatLookAlike_AreToldApart()
    {
        // Equal lengths, beginnings and ends: the cheap hash of all of them is the same.
        var names = Enumerable.Range(0, 300_000).Select(i => $"\"aaaaaaaa{i:D8}zzzzzzzz\":0").ToArray();
        var json = Encoding.UTF8.GetBytes("{" + string.Join(',', names) + "}");
        var twice = Encoding.UTF8.GetBytes("{" + string.Join(',', names) + "," + names[12345] + "}");

        Assert.That(Verdicts.Judge(JsonSchema.Compile(Contract), json), Is.True);
        Assert.That(JsonSchema.Compile(Contract).Validate(twice).Violations.Single().Keyword, Is.EqualTo("duplicateKey"));
    }

    [TestCase("1e400", false)]
    [TestCase("1e-400", false)]
    [TestCase("-1e400", true)]
    [TestCase("-1e400000000", true)]
    [TestCase("1e-400000000", false)]
    [TestCase("-1e99999999999999999999999999", true)]
    [CancelAfter(HangsAfter)]
    public void Validate_HugeExponents_AreJudgedExactly(string number, bool valid) =>
        Assert.That(Verdicts.IsValid(Contract, $$"""{"n":{{number}}}"""), Is.EqualTo(valid));

    [Test]
    [CancelAfter(HangsAfter)]
    public void Validate_NumberOfAMillionDigits_IsJudgedExactly()
    {
        var digits = new string('7', 1_000_000);

        Assert.That(Verdicts.IsValid("""{"multipleOf":7}""", digits), Is.True);
        Assert.That(Verdicts.IsValid("""{"multipleOf":7}""", digits + "1"), Is.False);
        Assert.That(Verdicts.IsValid("""{"multipleOf":0.01}""", digits + ".25"), Is.True);
        Assert.That(Verdicts.IsValid("""{"multipleOf":123456789012345678901234567890}""", digits), Is.False);
        Assert.That(Verdicts.IsValid("""{"maximum":1e1000000}""", digits), Is.True);
        Assert.That(Verdicts.IsValid("""{"maximum":1e999999}""", digits), Is.False);
        Assert.That(Verdicts.IsValid("""{"type":"integer"}""", "1e" + digits), Is.True);
        Assert.That(Verdicts.IsValid("""{"uniqueItems":true}""", $"[{digits},{digits}.0]"), Is.False);
    }

    [Test]
    [CancelAfter(HangsAfter)]
    public void Validate_RecursionThroughAlternatives_DoesNotMultiply()
    {
        // Without memory of verdicts each level would be looked at twice as often as the one above: 2^60 times.
        const string Schema =
            """
            {"oneOf":[
              {"type":"object","properties":{"next":{"$ref":"#"}},"required":["left"]},
              {"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]},
              {"type":"null"}]}
            """;
        var json = string.Concat(Enumerable.Repeat("{\"next\":", 60)) + "null" + new string('}', 60);

        Assert.That(Verdicts.IsValid(Schema, json), Is.True);
        Assert.That(Verdicts.IsValid(Schema, json.Replace("null", "1", StringComparison.Ordinal)), Is.False);
    }

    [Test]
    [CancelAfter(HangsAfter)]
    public void Validate_UnevaluatedWithRecursion_DoesNotMultiply()
    {
        const string Schema =
            """
            {"$defs":{"node":{"anyOf":[{"properties":{"next":{"$ref":"#/$defs/node"}}},{"properties":{"next":{"$ref":"#/$defs/node"},"x":true}}],"unevaluatedProperties":false}},
             "$ref":"#/$defs/node"}
            """;
        var json = string.Concat(Enumerable.Repeat("{\"x\":1,\"next\":", 60)) + "{}" + new string('}', 60);

        Assert.That(Verdicts.IsValid(Schema, json), Is.True);
        Assert.That(Verdicts.IsValid(Schema, json.Replace("{}", "{\"y\":1}", StringComparison.Ordinal)), Is.False);
    }

    [Test]
    [CancelAfter(HangsAfter)]
    public void Compile_DefinitionsThatDouble_DoNotMultiply()
    {
        var definitions = Enumerable.Range(0, 60).Select(i => $$"""
            "d{{i}}":{"allOf":[{"$ref":"#/$defs/d{{i + 1}}"},{"$ref":"#/$defs/d{{i + 1}}","title":"again"}] }
            """);
        var schema = $$"""{"$defs":{ {{string.Join(',', definitions)}},"d60":{"type":"string"} },"$ref":"#/$defs/d0"}""";

        Assert.That(Verdicts.IsValid(schema, "\"a\""), Is.True);
        Assert.That(Verdicts.IsValid(schema, "1"), Is.False);
    }

    /// <summary>A report is for a person: however much a document breaks, and however long its names are.</summary>
    [TestCaseSource(nameof(DocumentsThatBreakEverything))]
    [CancelAfter(HangsAfter)]
    public void Validate_DocumentThatBreaksEverything_IsReportedInFewWords(string schema, string json)
    {
        var compiled = JsonSchema.Compile(schema);
        var document = Encoding.UTF8.GetBytes(json);
        _ = compiled.Validate(document);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var violations = compiled.Validate(document).Violations;

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(2_000_000 + (64L * document.Length)));
        Assert.That(violations, Is.Not.Empty);
        Assert.That(violations, Has.Count.LessThanOrEqualTo(100));
        Assert.That(
            violations.Select(violation => violation.InstanceLocation.Length), Is.All.LessThanOrEqualTo(SchemaViolation.LongestLocation));
        Assert.That(violations.Sum(violation => violation.ToString().Length), Is.LessThan(25_000));
    }

    private static IEnumerable<TestCaseData> DocumentsThatBreakEverything()
    {
        var longName = new string('n', 800_000);
        var names = string.Join(',', Enumerable.Range(0, 8_000).Select(i => $"\"{i:D6}{new string('x', 90)}\":1"));
        yield return new TestCaseData("""{"additionalProperties":false}""", $$"""{"{{longName}}":1}""").SetArgDisplayNames("one long name");
        yield return new TestCaseData("""{"additionalProperties":false}""", "{" + names + "}").SetArgDisplayNames("many names");
        yield return new TestCaseData(
            """{"additionalProperties":{"items":{"type":"string"}}}""",
            $$"""{"{{longName}}":[{{string.Join(',', Enumerable.Repeat("1", 40_000))}}]}""")
                .SetArgDisplayNames("many items under a long name");
        yield return new TestCaseData(
            """{"additionalProperties":{"$ref":"#"},"type":["object","string"]}""",
            string.Concat(Enumerable.Repeat("{\"" + new string('k', 10_000) + "\":", 60)) + "[1]" + new string('}', 60))
                .SetArgDisplayNames("long names within long names");
        yield return new TestCaseData(
            """{"items":{"anyOf":[{"type":"string"},{"required":["a","b","c"]},{"items":false,"type":"array"}]}}""",
            "[" + string.Join(',', Enumerable.Repeat("""{"d":[1,2,[3,{"e":null}]]}""", 30_000)) + "]").SetArgDisplayNames("alternatives");
        yield return new TestCaseData(
            $$$"""{"items":{"enum":["{{{new string('e', 5_000)}}}","{{{new string('f', 5_000)}}}"]}}""",
            "[" + string.Join(',', Enumerable.Repeat("1", 200_000)) + "]").SetArgDisplayNames("long values of the schema");
        yield return new TestCaseData("true", "{" + $"\"{longName}\":1,\"{longName}\":2" + "}").SetArgDisplayNames("a long name twice");
    }
}
