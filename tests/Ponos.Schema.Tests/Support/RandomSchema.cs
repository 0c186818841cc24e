using System.Text.Json.Nodes;

namespace Ponos.Schema.Tests.Support;

/// <summary>Schemas of any keywords with values that are mostly right, and documents of the same few names and values.</summary>
internal sealed class RandomSchema(Random random)
{
    private static readonly string[] Names = ["a", "b", "", "é", "$ref", "a/b~c"];

    private static readonly string[] Texts =
    [
        "", "a", "ab", "é😀", "2026-02-28", "1.2.3.4", "a@b.c", "^(a|b)*$", "\u0000", "aaaaaaaaaaaaaaaaaaaaaaaa!",
    ];

    private static readonly string[] Patterns =
        [
            "^a", "b$", "^[a-z]{1,3}$", "(?!a)b", "(?<=a)b", @"\p{L}+", "^(a+)+$", "(a|ab)(c|bcd)(d*)", @"\bab\b", "[^a]", "^.{0,200}$",
            @"(a)\1", "^(?:a?){20}a{20}$",
        ];

    private static readonly string[] References =
    [
        "#", "#/$defs/a", "#/$defs/b", "#n", "#m", "x", "x#n", "https://json-schema.org/draft/2020-12/schema",
    ];

    private static readonly string[] Types = ["null", "boolean", "integer", "number", "string", "array", "object"];

    /// <summary>A schema with all that its references name.</summary>
    public JsonNode Document(int depth)
    {
        var document = Schema(depth) as JsonObject ?? [];
        document["$defs"] = new JsonObject
        {
            ["a"] = Schema(depth - 1),
            ["b"] = Schema(depth - 1),
            ["n"] = new JsonObject { ["$anchor"] = "n", ["items"] = Schema(depth - 1) },
            ["m"] = new JsonObject { ["$dynamicAnchor"] = "m", ["properties"] = new JsonObject { ["a"] = Schema(depth - 1) } },
            ["x"] = new JsonObject
            {
                ["$id"] = "x",
                ["$anchor"] = "n",
                ["$dynamicAnchor"] = "m",
                ["not"] = Schema(depth - 1),
                ["$defs"] = new JsonObject { ["a"] = true, ["b"] = false },
            },
        };
        return document;
    }

    private JsonNode Schema(int depth)
    {
        if (depth == 0 || random.Next(8) == 0)
        {
            return random.Next(3) == 0 ? JsonValue.Create(random.Next(2) == 0) : new JsonObject { ["type"] = Pick(Types) };
        }

        var schema = new JsonObject();
        for (var keywords = random.Next(1, 4); keywords > 0; keywords--)
        {
            var (name, value) = Keyword(depth - 1);
            schema[name] = value;
        }

        return schema;
    }

    public JsonNode? Value(int depth) => random.Next(depth == 0 ? 4 : 7) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(2) == 0),
        2 => JsonNode.Parse(Pick(["0", "1", "-1", "1.0", "0.5", "1e400", "12345678901234567890", "-0"])),
        3 => JsonValue.Create(Pick(Texts)),
        4 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth - 1))]),
        _ => new JsonObject(Some().Select(name => KeyValuePair.Create(name, Value(depth - 1)))),
    };

    private (string Name, JsonNode? Value) Keyword(int depth) => random.Next(14) switch
    {
        0 => ("type", random.Next(2) == 0 ? Pick(Types) : new JsonArray("null", Pick(["string", "object", "array"]))),
        1 =>
            (Pick(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
                JsonNode.Parse(Pick(["1", "0.5", "2", "1e3", "10"]))),
        2 =>
            (Pick(["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"]),
                random.Next(4)),
        3 => ("pattern", Pick(Patterns)),
        4 => ("format", Pick([.. JsonSchemaFormats.Names, "nonsense"])),
        5 => (Pick(["const", "default"]), Value(2)),
        6 => ("enum", new JsonArray(Value(1))),
        7 => ("required", new JsonArray([.. Some().Select(name => (JsonNode)name)])),
        8 => (Pick(["$ref", "$dynamicRef"]), Pick(References)),
        9 => ("uniqueItems", random.Next(2) == 0),
        10 => (Pick(["allOf", "anyOf", "oneOf", "prefixItems"]), new JsonArray(Schema(depth), Schema(depth))),
        11 =>
            (Pick(["properties", "dependentSchemas"]),
                new JsonObject(Some().Select(name => KeyValuePair.Create(name, (JsonNode?)Schema(depth))))),
        12 => ("patternProperties", new JsonObject([KeyValuePair.Create(Pick(Patterns), (JsonNode?)Schema(depth))])),
        _ =>
            (Pick(
                [
                    "items", "contains", "not", "if", "then", "else", "additionalProperties", "propertyNames", "unevaluatedItems",
                    "unevaluatedProperties",
                ]),
                Schema(depth)),
    };

    private string[] Some() => [.. Names.Where(_ => random.Next(3) == 0)];

    private T Pick<T>(T[] values) => values[random.Next(values.Length)];
}
