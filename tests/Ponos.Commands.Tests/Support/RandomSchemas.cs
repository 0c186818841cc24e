using System.Text.Json.Nodes;

namespace Ponos.Commands.Tests.Support;

/// <summary>
/// Schemas, changes of schemas and documents at random, of so few names and values that they meet each other often. The same
/// seed gives the same.
/// </summary>
internal sealed class RandomSchemas(int seed)
{
    private static readonly string[] Names = ["a", "b", "ab"];
    private static readonly string[] Texts = ["", "a", "b", "ab", "aab", "2026-01-01"];
    private static readonly string[] Numbers = ["-1", "0", "1", "1.5", "2", "3", "6"];
    private static readonly string[] Patterns = ["^a", "b$"];

    private readonly Random _random = new(seed);

    public JsonObject Schema()
    {
        var root = Object(depth: 3);
        if (Chance(3))
        {
            root["$defs"] = new JsonObject { ["d"] = Node(1) };
            ((JsonObject)(root["properties"] ??= new JsonObject()))["b"] = Chance(2)
                ? new JsonObject { ["$ref"] = "#/$defs/d" }
                : new JsonObject
                {
                    ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, new JsonObject { ["$ref"] = "#/$defs/d" }),
                };
        }

        return root;
    }

    /// <summary>The same schema with one thing changed, somewhere in it.</summary>
    public JsonObject Changed(JsonObject schema)
    {
        var copy = (JsonObject)schema.DeepClone();
        var spots = Subschemas(copy).ToArray();
        var spot = spots[_random.Next(spots.Length)];
        if (Chance(3) && spot.Count > 0)
        {
            var removed = spot.ElementAt(_random.Next(spot.Count)).Key;
            if (removed is not ("$defs" or "$ref"))
            {
                spot.Remove(removed);
            }
        }
        else
        {
            Restrict(spot, depth: 1);
        }

        return copy;
    }

    public JsonNode? Document(int depth = 3)
    {
        if (depth > 0 && (depth == 3 || Chance(3)))
        {
            var document = new JsonObject();
            foreach (var name in Names.Where(_ => Chance(2)))
            {
                document[name] = Document(depth - 1);
            }

            return document;
        }

        return _random.Next(6) switch
        {
            0 => null,
            1 => JsonValue.Create(Chance(2)),
            2 when depth > 0 => new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(_ => Document(depth - 1))]),
            3 or 4 => JsonNode.Parse(Pick(Numbers)),
            _ => JsonValue.Create(Pick(Texts)),
        };
    }

    /// <summary>A document that is led by a schema, so that it is often valid and close to what the schema just admits.</summary>
    public JsonNode? DocumentFor(JsonNode? schema, JsonObject root, int depth = 4)
    {
        if (schema is not JsonObject keywords || depth == 0 || Chance(12))
        {
            return Document(Math.Min(depth, 2));
        }

        if (keywords["$ref"] is not null)
        {
            return DocumentFor(root["$defs"]!["d"], root, depth - 1);
        }

        if (keywords.ContainsKey("const"))
        {
            return keywords["const"]?.DeepClone();
        }

        var branches = new[] { "anyOf", "oneOf", "allOf" }.SelectMany(keyword => (keywords[keyword] as JsonArray) ?? []).ToArray();
        if (branches.Length > 0 && Chance(2))
        {
            return DocumentFor(Pick(branches), root, depth - 1);
        }

        if (keywords["enum"] is JsonArray values)
        {
            return values[_random.Next(values.Count)]?.DeepClone();
        }

        var type = keywords["type"] is JsonArray several ? several[_random.Next(several.Count)]!.ToString() : keywords["type"]?.ToString();
        return type switch
        {
            "integer" or "number" => JsonNode.Parse(Pick(Numbers)),
            "string" => JsonValue.Create(Pick(Texts)),
            "boolean" => JsonValue.Create(Chance(2)),
            "null" => null,
            "array" => new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(index => DocumentFor(
                keywords["prefixItems"] is JsonArray first && index < first.Count ? first[index] : keywords["items"], root, depth - 1))]),
            _ => ObjectFor(keywords, root, depth),
        };
    }

    private JsonObject ObjectFor(JsonObject schema, JsonObject root, int depth)
    {
        var document = new JsonObject();
        var required = (schema["required"] as JsonArray)?.Select(name => name!.ToString()).ToArray() ?? [];
        foreach (var name in Names.Where(name => Chance(2) || (required.Contains(name) && !Chance(6))))
        {
            var property = schema["properties"]?[name]
                ?? (schema["patternProperties"] as JsonObject)?.First().Value
                ?? schema["additionalProperties"];
            document[name] = DocumentFor(property, root, depth - 1);
        }

        return document;
    }

    private static IEnumerable<JsonObject> Subschemas(JsonNode? node)
    {
        if (node is not JsonObject schema)
        {
            yield break;
        }

        yield return schema;
        var children = new[] { "properties", "patternProperties", "$defs" }
            .SelectMany(map => (schema[map] as JsonObject)?.Select(member => member.Value) ?? [])
            .Concat(new[] { "items", "additionalProperties", "not" }.Select(keyword => schema[keyword]))
            .Concat(new[] { "anyOf", "oneOf", "allOf" }.SelectMany(list => (schema[list] as JsonArray) ?? []));
        foreach (var inner in children.SelectMany(Subschemas).ToArray())
        {
            yield return inner;
        }
    }

    private JsonObject Node(int depth)
    {
        if (depth > 0 && Chance(3))
        {
            return Object(depth);
        }

        var schema = new JsonObject();
        if (Chance(5))
        {
            var keyword = Pick(["anyOf", "oneOf", "allOf"]);
            schema[keyword] = new JsonArray(Node(depth - 1), Node(depth - 1));
            return schema;
        }

        switch (_random.Next(7))
        {
            case 0:
                schema["type"] = Pick(["integer", "number"]);
                break;
            case 1:
                schema["type"] = new JsonArray("string", "null");
                break;
            case 2:
                schema["enum"] = new JsonArray(JsonNode.Parse(Pick(Numbers)), JsonValue.Create(Pick(Texts)));
                return schema;
            case 3 when depth > 0:
                schema["type"] = "array";
                schema["items"] = Node(depth - 1);
                break;
            case 4:
                schema["type"] = Pick(["boolean", "null"]);
                break;
            default:
                schema["type"] = "string";
                break;
        }

        Restrict(schema, depth);
        return schema;
    }

    private JsonObject Object(int depth)
    {
        var schema = new JsonObject();
        if (!Chance(6))
        {
            schema["type"] = "object";
        }

        if (!Chance(5))
        {
            var properties = new JsonObject();
            foreach (var name in Names.Where(_ => Chance(2)))
            {
                properties[name] = Node(depth - 1);
            }

            schema["properties"] = properties;
        }

        while (Chance(2))
        {
            Restrict(schema, depth);
        }

        return schema;
    }

    private void Restrict(JsonObject schema, int depth)
    {
        // Mostly what says something of the schema's own type.
        var fitting = schema["type"]?.ToString() switch
        {
            "integer" or "number" => (int[])[3, 3, 4, 4, 5],
            "string" => [6, 7, 8, 9],
            "array" => [6, 7, 10, 10, 11, 12],
            "object" => [0, 0, 1, 1, 2, 6, 7, 14, 16],
            _ => [],
        };
        switch (fitting.Length > 0 && !Chance(4) ? Pick(fitting) : _random.Next(18))
        {
            case 0:
                schema["required"] = new JsonArray([.. Names.Where(_ => Chance(2)).Select(name => JsonValue.Create(name))]);
                break;
            case 1:
                schema["additionalProperties"] = Chance(2) ? (JsonNode)JsonValue.Create(Chance(4)) : Node(depth - 1);
                break;
            case 2:
                schema["patternProperties"] = new JsonObject { [Pick(Patterns)] = Node(depth - 1) };
                break;
            case 3:
                schema[Pick(["minimum", "exclusiveMinimum"])] = JsonNode.Parse(Pick(Numbers));
                break;
            case 4:
                schema[Pick(["maximum", "exclusiveMaximum"])] = JsonNode.Parse(Pick(Numbers));
                break;
            case 5:
                schema["multipleOf"] = Pick([1, 2, 3]);
                break;
            case 6:
                schema[Pick(["minLength", "minItems", "minProperties"])] = _random.Next(3);
                break;
            case 7:
                schema[Pick(["maxLength", "maxItems", "maxProperties"])] = _random.Next(4);
                break;
            case 8:
                schema["pattern"] = Pick(Patterns);
                break;
            case 9:
                schema["format"] = "date";
                break;
            case 10:
                schema["uniqueItems"] = Chance(2);
                break;
            case 11:
                schema["items"] = Node(depth - 1);
                break;
            case 12:
                schema["prefixItems"] = new JsonArray(Node(depth - 1));
                break;
            case 13:
                schema["const"] = Document(1);
                break;
            case 14:
                schema["dependentRequired"] = new JsonObject { [Pick(Names)] = new JsonArray(Pick(Names)) };
                break;
            case 15:
                schema["not"] = Node(depth - 1);
                break;
            case 16 when depth > 0:
                schema[Pick(["anyOf", "oneOf"])] = new JsonArray(Object(depth - 1), Node(depth - 1));
                break;
            default:
                schema["type"] = Pick(["string", "integer", "number", "object", "array"]);
                break;
        }
    }

    private bool Chance(int of) => _random.Next(of) == 0;

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];
}
