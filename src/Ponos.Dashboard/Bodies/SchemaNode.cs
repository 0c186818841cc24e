using System.Text.Json;

namespace Ponos.Dashboard.Bodies;

/// <summary>A place in a JSON Schema, with what it refers to within its document resolved.</summary>
internal readonly struct SchemaNode
{
    /// <summary>So deep references are followed; what lies deeper is no schema that a person fills in.</summary>
    private const int MostReferences = 16;

    private readonly JsonElement _document;
    private readonly JsonElement _place;

    private SchemaNode(JsonElement document, JsonElement place)
    {
        (_document, _place) = (document, place);
    }

    /// <summary>A schema from text that came from a process; one that is no JSON object says nothing.</summary>
    public static SchemaNode? Parse(string? schema)
    {
        if (schema is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(schema);
            var root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Object ? new SchemaNode(root, root).Resolved() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public bool IsSecret => _place.ValueKind == JsonValueKind.Object
        && _place.TryGetProperty("x-secret", out var secret)
        && secret.ValueKind == JsonValueKind.True;

    public string? Text(string keyword) => Get(keyword) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public string? Raw(string keyword) => Get(keyword) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : null;

    public JsonElement? Get(string keyword) =>
        _place.ValueKind == JsonValueKind.Object && _place.TryGetProperty(keyword, out var value) ? value : null;

    /// <summary>The first of its types that is not null; <see langword="null"/> where it names none.</summary>
    public string? Type => Get("type") switch
    {
        { ValueKind: JsonValueKind.String } one => one.GetString(),
        { ValueKind: JsonValueKind.Array } several => several.EnumerateArray()
            .Where(type => type.ValueKind == JsonValueKind.String).Select(type => type.GetString()).FirstOrDefault(type => type != "null"),
        _ => Get("properties") is not null ? "object" : null,
    };

    public bool IsNullable =>
        Get("type") is { ValueKind: JsonValueKind.Array } several && several.EnumerateArray().Any(type => type.ValueEquals("null"));

    public IEnumerable<(string Name, SchemaNode Schema)> Properties()
    {
        if (Get("properties") is not { ValueKind: JsonValueKind.Object } properties)
        {
            yield break;
        }

        foreach (var property in properties.EnumerateObject())
        {
            yield return (property.Name, At(property.Value));
        }
    }

    public IReadOnlySet<string> Required() => Get("required") is { ValueKind: JsonValueKind.Array } names
        ? names.EnumerateArray()
            .Where(name => name.ValueKind == JsonValueKind.String)
            .Select(name => name.GetString()!)
            .ToHashSet(StringComparer.Ordinal)
        : new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The schemas that may bear on a member: of its name, by a pattern's want of more, and of each branch.</summary>
    public IEnumerable<SchemaNode> OfMember(string name)
    {
        if (Get("properties") is { ValueKind: JsonValueKind.Object } properties && properties.TryGetProperty(name, out var own))
        {
            yield return At(own);
        }
        else if (Get("additionalProperties") is { ValueKind: JsonValueKind.Object } others)
        {
            yield return At(others);
        }

        if (Get("patternProperties") is { ValueKind: JsonValueKind.Object } patterns)
        {
            // Which pattern matches is not asked: to mask one too many does no harm.
            foreach (var pattern in patterns.EnumerateObject())
            {
                yield return At(pattern.Value);
            }
        }
    }

    public IEnumerable<SchemaNode> OfItem(int index)
    {
        if (Get("prefixItems") is { ValueKind: JsonValueKind.Array } first && index < first.GetArrayLength())
        {
            yield return At(first[index]);
        }

        if (Get("items") is { ValueKind: JsonValueKind.Object } items)
        {
            yield return At(items);
        }
    }

    /// <summary>The schemas that hold besides, or may: <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c>, <c>then</c>, <c>else</c>.</summary>
    public IEnumerable<SchemaNode> Branches()
    {
        foreach (var keyword in new[] { "allOf", "anyOf", "oneOf" })
        {
            if (Get(keyword) is { ValueKind: JsonValueKind.Array } branches)
            {
                foreach (var branch in branches.EnumerateArray())
                {
                    yield return At(branch);
                }
            }
        }

        foreach (var keyword in new[] { "then", "else" })
        {
            if (Get(keyword) is { ValueKind: JsonValueKind.Object } branch)
            {
                yield return At(branch);
            }
        }
    }

    private SchemaNode At(JsonElement place) => new SchemaNode(_document, place).Resolved();

    private SchemaNode Resolved()
    {
        var here = this;
        for (var i = 0; i < MostReferences && here.Text("$ref") is { } reference && !here.IsSecret; i++)
        {
            if (!reference.StartsWith('#') || Find(_document, reference) is not { } found)
            {
                return here;
            }

            here = new SchemaNode(_document, found);
        }

        return here;
    }

    private static JsonElement? Find(JsonElement document, string reference) =>
        JsonPointer.TryParse(Uri.UnescapeDataString(reference[1..]), out var pointer) ? pointer.Find(document) : null;
}
