using Ponos.Contracts;
using Ponos.Schema;

namespace Ponos.Commands.Tests.Evolution;

public sealed class ContractEvolutionTests
{
    private const string Open = """{"type":"object","properties":{"a":{"type":"string"}}}""";

    private static readonly object[] Table =
    [
        // What says the same.
        Same("the same text", Open, Open),
        Same("the same in another order", """{"type":"object","required":["a","b"]}""", """{"required":["b","a"],"type":"object"}"""),
        Same(
            "a definition that is written out",
            """{"properties":{"a":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"string"}}}""",
            """{"properties":{"a":{"type":"string"}}}"""),
        Same(
            "a definition with another name",
            """{"properties":{"a":{"$ref":"#/$defs/n"}},"$defs":{"n":{"minLength":1}}}""",
            """{"properties":{"a":{"$ref":"#/$defs/m"}},"$defs":{"m":{"minLength":1}}}"""),
        Same(
            "a recursive type",
            """{"$ref":"#/$defs/t","$defs":{"t":{"properties":{"next":{"$ref":"#/$defs/t"}}}}}""",
            """{"properties":{"next":{"$ref":"#"}}}"""),
        Same("integers above 0 and from 1", P("""{"type":"integer","exclusiveMinimum":0}"""), P("""{"type":"integer","minimum":1}""")),
        Same("allOf that is written out", """{"allOf":[{"type":"object"},{"required":["a"]}]}""", """{"type":"object","required":["a"]}"""),
        Same("null by type and by anyOf", P("""{"type":["string","null"]}"""), P("""{"anyOf":[{"type":"null"},{"type":"string"}]}""")),
        Same("one constant and an enum of one", P("""{"const":"x"}"""), P("""{"enum":["x"]}""")),
        Same("booleans by type and by value", P("""{"type":"boolean"}"""), P("""{"enum":[false,true]}""")),
        Same("what demands nothing", P("""{"type":"string"}"""), P("""{"type":"string","minLength":0}""")),
        Same(
            "both dialects",
            """{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["a"]}""",
            """{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["a"]}"""),
        Same("a not that has not changed", P("""{"not":{"const":1}}"""), P("""{"not":{"const":1}}""")),
        Same("a pattern that has not changed", P("""{"pattern":"^a"}"""), P("""{"pattern":"^a"}""")),

        Same(
            "a definition with a name of its own",
            """{"properties":{"a":{"$ref":"n"}},"$defs":{"n":{"$id":"n","type":"string"}}}""",
            """{"properties":{"a":{"$ref":"#s"}},"$defs":{"s":{"$anchor":"s","type":"string"}}}"""),

        // References within a resource of its own mean what stands there, not what stands at the root.
        Row(
            "a nested resource whose own definition changes",
            """{"$ref":"in","$defs":{"n":{"type":"string"},"in":{"$id":"in","properties":{"a":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"string"}}}}}""",
            """{"$ref":"in","$defs":{"n":{"type":"string"},"in":{"$id":"in","properties":{"a":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"integer"}}}}}""",
            ContractBreaks.Both, "/$defs/in/$defs/n", "type"),
        Row(
            "a nested resource of which one reads the root's definition",
            """{"$ref":"in","$defs":{"n":{"type":"string"},"in":{"$id":"in","properties":{"a":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"integer"}}}}}""",
            """{"$ref":"in","$defs":{"n":{"type":"integer"},"in":{"$id":"in","properties":{"a":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"string"}}}}}""",
            ContractBreaks.Both, "/$defs/in/$defs/n", "type"),

        // Properties.
        Row(
            "a new optional property",
            Open,
            """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}}}""",
            ContractBreaks.None,
            "/properties/b",
            "properties"),
        Row(
            "an optional property that is gone",
            """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}}}""",
            Open,
            ContractBreaks.None,
            "/properties/b",
            "properties"),
        Row(
            "a new required property",
            Open,
            """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},"required":["b"]}""",
            ContractBreaks.Producers,
            "/properties/b",
            "required"),
        Row(
            "a required property that is gone",
            """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},"required":["b"]}""",
            Open,
            ContractBreaks.Consumers,
            "/properties/b",
            "required"),
        Row(
            "a property that becomes required",
            Open,
            """{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""",
            ContractBreaks.Producers,
            "/properties/a",
            "required"),
        Row(
            "a required property that becomes optional",
            """{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""",
            Open,
            ContractBreaks.Consumers,
            "/properties/a",
            "required"),
        Row(
            "a property of a closed object",
            """{"properties":{"a":true},"additionalProperties":false}""",
            """{"properties":{"a":true,"b":true},"additionalProperties":false}""",
            ContractBreaks.Consumers,
            "/additionalProperties",
            "additionalProperties"),
        Row(
            "an object that is closed to what was named",
            """{"properties":{"a":true,"b":true}}""",
            """{"properties":{"a":true},"additionalProperties":false}""",
            ContractBreaks.Producers,
            "/additionalProperties",
            "additionalProperties"),
        Row(
            "an object that is closed to what was free",
            """{"type":"object"}""",
            """{"type":"object","properties":{"a":true},"additionalProperties":false}""",
            ContractBreaks.Producers,
            "/additionalProperties",
            "additionalProperties"),
        Row("properties of a free object", """{"type":"object"}""", Open, ContractBreaks.Producers, "/properties/a", "type"),
        Row(
            "values of a dictionary",
            """{"additionalProperties":{"type":"integer"}}""",
            """{"additionalProperties":{"type":"number"}}""",
            ContractBreaks.Consumers,
            "/additionalProperties",
            "type"),
        Row(
            "a name with a slash",
            """{"properties":{"a/b":{"type":"string"}}}""",
            """{"properties":{"a/b":{"type":"string","minLength":1}}}""",
            ContractBreaks.Producers,
            "/properties/a~1b",
            "minLength"),
        Row(
            "a property by pattern",
            """{"patternProperties":{"^n":{"type":"string"}}}""",
            """{"patternProperties":{"^n":{"type":"string","minLength":1}}}""",
            ContractBreaks.Producers,
            "/patternProperties/^n",
            "minLength"),
        Row(
            "a property that comes with another",
            """{"properties":{"a":true,"b":true}}""",
            """{"properties":{"a":true,"b":true},"dependentRequired":{"a":["b"]}}""",
            ContractBreaks.Producers,
            "/properties/b",
            "dependentRequired"),
        Row("fewer properties", """{"maxProperties":5}""", """{"maxProperties":4}""", ContractBreaks.Producers, "", "maxProperties"),
        Row(
            "more properties at least",
            """{"minProperties":1}""",
            """{"minProperties":2}""",
            ContractBreaks.Producers,
            "",
            "minProperties"),
        Row(
            "a nested property",
            P("""{"properties":{"b":{"type":"string"}}}"""),
            P("""{"properties":{"b":{"type":"integer"}}}"""),
            ContractBreaks.Both,
            "/properties/a/properties/b",
            "type"),

        // Types and values.
        Row("another type", P("""{"type":"string"}"""), P("""{"type":"integer"}"""), ContractBreaks.Both, "/properties/a", "type"),
        Row("a wider type", P("""{"type":"integer"}"""), P("""{"type":"number"}"""), ContractBreaks.Consumers, "/properties/a", "type"),
        Row(
            "null no longer",
            P("""{"type":["string","null"]}"""),
            P("""{"type":"string"}"""),
            ContractBreaks.Producers,
            "/properties/a",
            "type"),
        Row(
            "null from now on",
            P("""{"type":"string"}"""),
            P("""{"type":["string","null"]}"""),
            ContractBreaks.Consumers,
            "/properties/a",
            "type"),
        Row(
            "null no longer, behind a reference",
            P("""{"anyOf":[{"type":"null"},{"$ref":"#/$defs/x"}]}""", Defs),
            P("""{"$ref":"#/$defs/x"}""", Defs),
            ContractBreaks.Producers,
            "/properties/a",
            "type"),
        Row(
            "one more value",
            P("""{"enum":["x","y"]}"""),
            P("""{"enum":["x","y","z"]}"""),
            ContractBreaks.Consumers,
            "/properties/a",
            "enum"),
        Row("one value less", P("""{"enum":["x","y"]}"""), P("""{"enum":["x"]}"""), ContractBreaks.Producers, "/properties/a", "enum"),
        Row("another constant", P("""{"const":1}"""), P("""{"const":2}"""), ContractBreaks.Both, "/properties/a", "const"),
        Row(
            "values of what was free",
            P("""{"type":"string"}"""),
            P("""{"type":"string","enum":["x"]}"""),
            ContractBreaks.Producers,
            "/properties/a",
            "enum"),
        Row(
            "values that the pattern admits",
            P("""{"enum":["aa","ab"]}"""),
            P("""{"type":"string","pattern":"^a"}"""),
            ContractBreaks.Consumers,
            "/properties/a",
            "enum"),
        Row(
            "values that the pattern refuses",
            P("""{"enum":["aa","b"]}"""),
            P("""{"type":"string","pattern":"^a"}"""),
            ContractBreaks.Both,
            "/properties/a",
            "pattern"),
        Row("nothing any more", P("""{"type":"string"}"""), P("false"), ContractBreaks.Producers, "/properties/a", "false"),

        // Numbers.
        Row(
            "a higher minimum",
            P("""{"minimum":1,"type":"number"}"""),
            P("""{"minimum":2,"type":"number"}"""),
            ContractBreaks.Producers,
            "/properties/a",
            "minimum"),
        Row(
            "a higher maximum",
            P("""{"maximum":1,"type":"number"}"""),
            P("""{"maximum":2,"type":"number"}"""),
            ContractBreaks.Consumers,
            "/properties/a",
            "maximum"),
        Row(
            "a bound that is excluded",
            P("""{"minimum":1,"type":"number"}"""),
            P("""{"exclusiveMinimum":1,"type":"number"}"""),
            ContractBreaks.Producers,
            "/properties/a",
            "exclusiveMinimum"),
        Row(
            "a range that is new",
            P("""{"type":"integer"}"""),
            P("""{"type":"integer","maximum":9}"""),
            ContractBreaks.Producers,
            "/properties/a",
            "maximum"),
        Row(
            "a coarser step",
            P("""{"multipleOf":2,"type":"number"}"""),
            P("""{"multipleOf":4,"type":"number"}"""),
            ContractBreaks.Producers,
            "/properties/a",
            "multipleOf"),

        // Strings.
        Row(
            "a longer text",
            P("""{"maxLength":64,"type":"string"}"""),
            P("""{"maxLength":128,"type":"string"}"""),
            ContractBreaks.Consumers,
            "/properties/a",
            "maxLength"),
        Row(
            "a text that is not empty",
            P("""{"type":"string"}"""),
            P("""{"type":"string","minLength":1}"""),
            ContractBreaks.Producers,
            "/properties/a",
            "minLength"),
        Row(
            "a pattern that is new",
            P("""{"type":"string"}"""),
            P("""{"type":"string","pattern":"^a"}"""),
            ContractBreaks.Producers,
            "/properties/a",
            "pattern"),
        Row(
            "a format that is gone",
            P("""{"type":"string","format":"uuid"}"""),
            P("""{"type":"string"}"""),
            ContractBreaks.Consumers,
            "/properties/a",
            "format"),
        May(
            "another pattern",
            P("""{"type":"string","pattern":"^a"}"""),
            P("""{"type":"string","pattern":"^[a]"}"""),
            ContractBreaks.Both,
            "/properties/a",
            "pattern"),
        May(
            "another format",
            P("""{"type":"string","format":"uri"}"""),
            P("""{"type":"string","format":"uri-reference"}"""),
            ContractBreaks.Both,
            "/properties/a",
            "format"),
        May(
            "a format that only others know",
            P("""{"type":"string"}"""),
            P("""{"type":"string","format":"iban"}"""),
            ContractBreaks.Producers,
            "/properties/a",
            "format"),

        // Arrays.
        Row(
            "other items",
            P("""{"type":"array","items":{"type":"string"}}"""),
            P("""{"type":"array","items":{"type":"integer"}}"""),
            ContractBreaks.Both,
            "/properties/a/items",
            "type"),
        Row(
            "more items",
            P("""{"type":"array","maxItems":3}"""),
            P("""{"type":"array","maxItems":4}"""),
            ContractBreaks.Consumers,
            "/properties/a",
            "maxItems"),
        Row(
            "items at least",
            P("""{"type":"array"}"""),
            P("""{"type":"array","minItems":1}"""),
            ContractBreaks.Producers,
            "/properties/a",
            "minItems"),
        Row(
            "no item twice",
            P("""{"type":"array"}"""),
            P("""{"type":"array","uniqueItems":true}"""),
            ContractBreaks.Producers,
            "/properties/a",
            "uniqueItems"),
        Row(
            "a first item",
            P("""{"type":"array","items":{"type":"number"}}"""),
            P("""{"type":"array","prefixItems":[{"type":"integer"}],"items":{"type":"number"}}"""),
            ContractBreaks.Producers,
            "/properties/a/prefixItems/0",
            "type"),
        Row(
            "a first item of draft 7",
            D7("""{"items":[{"type":"number"}]}"""),
            D7("""{"items":[{"type":"integer"}]}"""),
            ContractBreaks.Producers,
            "/properties/a/items/0",
            "type"),

        // Choices, and what cannot be compared.
        Row(
            "one more kind",
            P("""{"anyOf":[{"type":"string"}]}"""),
            P("""{"anyOf":[{"type":"string"},{"type":"integer"}]}"""),
            ContractBreaks.Consumers,
            "/properties/a",
            "anyOf"),
        Row(
            "one kind less",
            P("""{"oneOf":[{"type":"string"},{"type":"integer"}]}"""),
            P("""{"oneOf":[{"type":"string"}]}"""),
            ContractBreaks.Producers,
            "/properties/a",
            "oneOf"),
        Row(
            "a kind that demands more",
            Shapes("""{"type":"integer"}"""),
            Shapes("""{"type":"integer","minimum":1}"""),
            ContractBreaks.Producers,
            "/properties/a/oneOf/1/properties/size",
            "minimum"),
        May(
            "a condition that is new",
            P("""{"type":"string"}"""),
            P("""{"type":"string","if":{"minLength":3},"then":{"pattern":"^a"}}"""),
            ContractBreaks.Producers,
            "/properties/a",
            "if"),
        May("a not that is gone", P("""{"not":{"const":1}}"""), P("true"), ContractBreaks.Consumers, "/properties/a", "not"),
        May(
            "contains",
            P("""{"type":"array"}"""),
            P("""{"type":"array","contains":{"const":1}}"""),
            ContractBreaks.Producers,
            "/properties/a",
            "contains"),
        May(
            "names",
            """{"type":"object"}""",
            """{"type":"object","propertyNames":{"pattern":"^a"}}""",
            ContractBreaks.Producers,
            "",
            "propertyNames"),
        Row(
            "a reference by anchor",
            P("""{"$ref":"#x"}""", ""","$defs":{"x":{"$anchor":"x","type":"string"}}"""),
            P("""{"$ref":"#x"}""", ""","$defs":{"x":{"$anchor":"x","type":"integer"}}"""),
            ContractBreaks.Both,
            "/$defs/x",
            "type"),
        May("a keyword that nobody knows", P("true"), P("""{"minimun":3}"""), ContractBreaks.Producers, "/properties/a", "minimun"),

        // What is said to a person.
        Row(
            "a description",
            """{"type":"object","description":"one"}""",
            """{"type":"object","description":"two"}""",
            ContractBreaks.None,
            "",
            "description"),
    ];

    private const string Defs = ""","$defs":{"x":{"type":"object"}}""";

    [TestCaseSource(nameof(Table))]
    public void CompareContracts_OfTwoSchemas_SaysWhatBreaksWhom(
        string old, string @new, ContractBreaks breaks, bool certain, string? pointer, string? keyword)
    {
        var comparison = ContractEvolution.CompareContracts(old, @new);

        Assert.That(comparison.Breaks, Is.EqualTo(breaks), comparison.ToString());
        Assert.That(comparison.IsCompatible, Is.EqualTo(breaks == ContractBreaks.None));
        if (pointer is null)
        {
            Assert.That(comparison.Changes, Is.Empty);
            return;
        }

        Assert.That(
            comparison.Changes.Select(change => (change.Pointer, change.Keyword, change.IsCertain)),
            Does.Contain((pointer, keyword!, certain)),
            comparison.ToString());
    }

    [TestCaseSource(nameof(Table))]
    public void CompareContracts_TheOtherWayRound_BreaksTheOtherEnd(
        string old, string @new, ContractBreaks breaks, bool certain, string? pointer, string? keyword)
    {
        var back = ContractEvolution.CompareContracts(@new, old).Breaks;

        var mirrored = (breaks.HasFlag(ContractBreaks.Producers) ? ContractBreaks.Consumers : ContractBreaks.None)
            | (breaks.HasFlag(ContractBreaks.Consumers) ? ContractBreaks.Producers : ContractBreaks.None);
        Assert.That(back, Is.EqualTo(mirrored), $"{pointer} {keyword} {certain}");
    }

    /// <summary>What a reference means may not be known; then nothing is called compatible.</summary>
    [TestCase("""{"properties":{"a":{"$dynamicRef":"#n"}},"$defs":{"n":{"$dynamicAnchor":"n","type":"string"}}}""",
        """{"properties":{"a":{"$dynamicRef":"#n"}},"$defs":{"n":{"$dynamicAnchor":"n","type":"integer"}}}""")]
    [TestCase("""{"$id":"https://example.org/a","properties":{"a":{"$ref":"https://json-schema.org/draft/2020-12/schema"}}}""",
        """{"$id":"https://example.org/a","properties":{"a":{"$ref":"https://json-schema.org/draft/2020-12/meta/core"}}}""")]
    public void CompareContracts_OfReferencesThatCannotBeFollowed_IsUnsure(string old, string @new)
    {
        var comparison = ContractEvolution.CompareContracts(old, @new);

        Assert.That(comparison.IsCompatible, Is.False);
        Assert.That(
            comparison.Changes.Where(change => change.Breaks != ContractBreaks.None).Select(change => change.IsCertain), Has.Some.False);
    }

    [Test]
    public void CompareContracts_Exact_CountsPropertiesThatNobodyNames()
    {
        var wider = """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}}}""";

        Assert.That(ContractEvolution.CompareContracts(Open, wider).IsCompatible);
        Assert.That(ContractEvolution.CompareContracts(Open, wider, exact: true).Breaks, Is.EqualTo(ContractBreaks.Producers));
    }

    [Test]
    public void IsCompatibleFor_ARole_AsksForTheOtherEndOnly()
    {
        var tighter = ContractEvolution.CompareContracts(Open, """{"type":"object","properties":{"a":{"type":"string","maxLength":5}}}""");

        Assert.That(tighter.IsCompatibleFor(ContractRoles.Sends));
        Assert.That(tighter.IsCompatibleFor(ContractRoles.Receives), Is.False);
        Assert.That(tighter.IsCompatibleFor(ContractRoles.Sends | ContractRoles.Receives), Is.False);
        Assert.That(tighter.IsCompatibleFor(ContractRoles.None));
    }

    [Test]
    public void ToString_OfAChange_NamesThePlaceTheKeywordAndWhomItBreaks()
    {
        var comparison = ContractEvolution.CompareContracts(
            Open, """{"type":"object","properties":{"a":{"type":"string","maxLength":5}}}""");

        Assert.That(
            comparison.Changes.Single().ToString(),
            Is.EqualTo(
                "/properties/a [maxLength] breaks producers of the old contract: "
                + "new consumers demand that it has at most 5 characters, which old producers do not promise."));
    }

    [Test]
    public void CompareContracts_OfWhatIsNoSchema_Throws() =>
        Assert.Throws<JsonSchemaException>(() => ContractEvolution.CompareContracts(Open, """{"type":"strin"}"""));

    private static string P(string schema, string more = "") => $$"""{"type":"object","properties":{"a":{{schema}}}{{more}}}""";

    private static string D7(string schema) => P(schema, ""","$schema":"http://json-schema.org/draft-07/schema#" """);

    private static string Shapes(string size) => P(
        $$$"""{"oneOf":[{"type":"object","properties":{"kind":{"const":"dot"}},"required":["kind"]},{"type":"object","properties":{"kind":{"const":"box"},"size":{{{size}}}},"required":["kind"]}]}""");

    private static TestCaseData Same(string name, string old, string @new) => Case(name, old, @new, ContractBreaks.None, true, null, null);

    private static TestCaseData Row(string name, string old, string @new, ContractBreaks breaks, string pointer, string keyword) =>
        Case(name, old, @new, breaks, true, pointer, keyword);

    private static TestCaseData May(string name, string old, string @new, ContractBreaks breaks, string pointer, string keyword) =>
        Case(name, old, @new, breaks, false, pointer, keyword);

    private static TestCaseData Case(
        string name, string old, string @new, ContractBreaks breaks, bool certain, string? pointer, string? keyword) =>
        new TestCaseData(old, @new, breaks, certain, pointer, keyword).SetArgDisplayNames(name);
}
