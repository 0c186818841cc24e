using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Ponos.Schema.Tests.Support;

/// <summary>
/// Random schemas of draft 7 and documents that have something to do with them: few names, few values, so that they meet.
/// </summary>
/// <remarks>
/// Not generated, because Newtonsoft.Json.Schema 4 is known to differ there, and rightly or wrongly is not the question here
/// (the official suite decides that for ours): numbers beyond 2^53 and non-integers beyond a few binary digits (it compares
/// 64-bit floats), multiples of what has no exact binary form, siblings of <c>$ref</c> (draft 7 ignores them, it does not),
/// names that come twice (it takes them), patterns and formats (it runs .NET's engine).
/// </remarks>
internal static class SchemaGenerator
{
    private static readonly string[] Names = ["a", "b", "c", "", "ü"];

    private static readonly string[] Types = ["null", "boolean", "integer", "number", "string", "array", "object"];

    private static readonly Gen<JsonNode?> Scalar = Gen.OneOf(
        Gen.Constant<JsonNode?>(null),
        Gen.Elements(true, false).Select(value => (JsonNode?)JsonValue.Create(value)),
        Gen.Choose(-3, 6).Select(value => (JsonNode?)JsonValue.Create(value)),
        // Halves and quarters are exact in binary; 2.0 is an integer in draft 7 and equals 2.
        Gen.Elements("0.5", "-1.25", "2.0", "1e1", "-0.0", "3.5").Select(value => JsonNode.Parse(value)),
        Gen.Elements("", "a", "bb", "ccc", "ü", "\ud83d\ude00", "\ud83d\ude00x").Select(value => (JsonNode?)JsonValue.Create(value)));

    /// <summary>A schema and a document.</summary>
    public static Gen<(string Schema, string Document)> Pair { get; } =
        from schema in Schema(3)
        from document in Value(3)
        select (Draft7(schema).ToJsonString(), document?.ToJsonString() ?? "null");

    private static JsonObject Draft7(JsonNode schema)
    {
        var root = schema as JsonObject ?? new JsonObject { ["not"] = new JsonObject { ["not"] = schema } };
        root["$schema"] = "http://json-schema.org/draft-07/schema#";
        return root;
    }

    private static Gen<JsonNode?> Value(int depth) => depth == 0
        ? Scalar
        : Gen.Frequency<JsonNode?>(
            (2, Scalar),
            (2, from items in ListOf(Value(depth - 1), 0, 4) select (JsonNode?)new JsonArray([.. items])),
            (4, from names in Gen.SubListOf(Names)
                from values in Value(depth - 1).ListOf(names.Count)
                select (JsonNode?)new JsonObject(names.Zip(values, KeyValuePair.Create))));

    private static Gen<JsonNode> Schema(int depth)
    {
        var plain = Keywords(depth, 1, 4);
        return depth == 0
            ? plain
            : Gen.Frequency((1, Gen.Elements(true, false).Select(value => (JsonNode)JsonValue.Create(value))), (12, plain));
    }

    private static Gen<JsonNode> Keywords(int depth, int least, int most) =>
        from count in Gen.Choose(least, most)
        from keywords in Keyword(depth).ListOf(count)
        select (JsonNode)new JsonObject(keywords.SelectMany(keyword => keyword).DistinctBy(keyword => keyword.Key));

    private static Gen<KeyValuePair<string, JsonNode?>[]> Keyword(int depth)
    {
        var small = Gen.Choose(0, 3).Select(value => (JsonNode?)JsonValue.Create(value));
        var bound = Gen.Elements("-2", "0", "1", "2", "0.5", "3.5", "5").Select(value => JsonNode.Parse(value));
        var flat = new[]
        {
            (4, One("type", Gen.OneOf(
                Gen.Elements(Types).Select(type => (JsonNode?)JsonValue.Create(type)),
                Gen.SubListOf(Types)
                    .Where(types => types.Count > 0)
                    .Select(types => (JsonNode?)new JsonArray([.. types.Select(type => JsonValue.Create(type))]))))),
            (1, One("minimum", bound)), (1, One("maximum", bound)), (1, One("exclusiveMinimum", bound)),
            (1, One("exclusiveMaximum", bound)),
            (1, One("multipleOf", Gen.Elements("1", "2", "3", "0.5").Select(value => JsonNode.Parse(value)))),
            (1, One("minLength", small)), (1, One("maxLength", small)),
            (1, One("minItems", small)), (1, One("maxItems", small)),
            (1, One("uniqueItems", Gen.Elements(true, false).Select(value => (JsonNode?)JsonValue.Create(value)))),
            (1, One("minProperties", small)), (1, One("maxProperties", small)),
            (2,
                One(
                    "required",
                    Gen.SubListOf(Names).Select(names => (JsonNode?)new JsonArray([.. names.Select(name => JsonValue.Create(name))])))),
            (2, One("const", Value(1))),
            (2, One("enum", from values in ListOf(Value(1), 1, 3) select (JsonNode?)new JsonArray([.. Distinct(values)]))),
        };
        if (depth == 0)
        {
            return Gen.Frequency(flat);
        }

        var schema = Schema(depth - 1);
        var one = schema.Select(value => (JsonNode?)value);
        var several = from schemas in ListOf(schema, 1, 3) select (JsonNode?)new JsonArray([.. schemas]);
        var byName = from names in Gen.SubListOf(Names).Where(names => names.Count > 0)
                     from schemas in schema.ListOf(names.Count)
                     select (JsonNode?)new JsonObject(names.Zip(schemas, (name, value) => KeyValuePair.Create(name, (JsonNode?)value)));
        return Gen.Frequency(
        [
            .. flat,
            (5, One("properties", byName)), (2, One("additionalProperties", one)), (1, One("propertyNames", one)),
            (3, One("items", Gen.OneOf(one, several))), (1, One("additionalItems", one)), (1, One("contains", one)),
            (2, One("allOf", several)), (2, One("anyOf", several)), (2, One("oneOf", several)), (2, One("not", one)),
            (1, One("dependencies", byName)),
            (2, from test in one
                from then in one
                from otherwise in one
                select new[]
                {
                    KeyValuePair.Create("if", test),
                    KeyValuePair.Create("then", then),
                    KeyValuePair.Create("else", otherwise),
                }),
        ]);
    }

    private static Gen<List<T>> ListOf<T>(Gen<T> item, int least, int most) =>
        from count in Gen.Choose(least, most)
        from items in item.ListOf(count)
        select items;

    private static Gen<KeyValuePair<string, JsonNode?>[]> One(string keyword, Gen<JsonNode?> value) =>
        value.Select(value => new[] { KeyValuePair.Create(keyword, value) });

    /// <summary>The meta-schema wants no value of an enum twice.</summary>
    private static List<JsonNode?> Distinct(IEnumerable<JsonNode?> values)
    {
        var distinct = new List<JsonNode?>();
        foreach (var value in values.Where(value => !distinct.Exists(known => JsonNode.DeepEquals(known, value))))
        {
            distinct.Add(value);
        }

        return distinct;
    }
}
