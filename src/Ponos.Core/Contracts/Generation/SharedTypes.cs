using System.Text.Json.Nodes;

namespace Ponos.Contracts.Generation;

/// <summary>The object types of one schema: those that are used once stand in place, the others in <c>$defs</c>.</summary>
internal sealed class SharedTypes(Type root)
{
    private const string Prefix = "#/$defs/";

    private readonly Dictionary<Type, string> _names = [];
    private readonly Dictionary<string, JsonObject> _definitions = new(StringComparer.Ordinal);
    private readonly List<JsonObject> _references = [];

    /// <summary>A reference to a type, whose schema is created where it comes up first.</summary>
    public JsonObject Reference(Type type, bool nullable, Func<JsonObject> create)
    {
        if (type != root && !_names.ContainsKey(type))
        {
            var name = NameOf(type); // Before its properties, which may be of the same type.
            _definitions.Add(name, create());
        }

        var reference = new JsonObject { ["$ref"] = type == root ? "#" : Prefix + NameOf(type) };
        _references.Add(reference);
        return nullable ? new JsonObject { ["anyOf"] = new JsonArray(reference, new JsonObject { ["type"] = "null" }) } : reference;
    }

    /// <summary>Puts back in place what is used once, and the rest under <c>$defs</c>.</summary>
    public void Settle(JsonObject schema)
    {
        var kept = new JsonObject();
        foreach (var (name, definition) in _definitions)
        {
            var uses = _references.Where(reference => Uses(reference, name) && IsAlive(reference, schema)).ToArray();
            if (uses is [var only] && !IsInside(only, definition))
            {
                _ = only.Remove("$ref");
                foreach (var (keyword, value) in definition.ToArray())
                {
                    definition.Remove(keyword);
                    // What an annotation said at this place wins over what the type says of itself.
                    _ = only.TryAdd(keyword, value);
                }
            }
            else if (uses.Length > 0)
            {
                kept[name] = definition;
            }
        }

        if (kept.Count > 0)
        {
            schema["$defs"] = kept;
        }
    }

    private static bool Uses(JsonObject reference, string name) => reference["$ref"]?.GetValue<string>() == Prefix + name;

    /// <summary>Whether a reference stands in the schema or in a definition, rather than in a duplicate that was thrown away.</summary>
    private bool IsAlive(JsonObject reference, JsonObject schema)
    {
        JsonNode top = reference;
        while (top.Parent is { } parent)
        {
            top = parent;
        }

        return top == schema || _definitions.ContainsValue((JsonObject)top);
    }

    private static bool IsInside(JsonNode node, JsonNode ancestor)
    {
        for (var at = node; at is not null; at = at.Parent)
        {
            if (at == ancestor)
            {
                return true;
            }
        }

        return false;
    }

    private string NameOf(Type type)
    {
        if (!_names.TryGetValue(type, out var name))
        {
            var plain = Plain(type);
            name = plain;
            for (var number = 2; _names.ContainsValue(name); number++)
            {
                name = plain + number;
            }

            _names.Add(type, name);
        }

        return name;
    }

    private static string Plain(Type type) => type.IsGenericType
        ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]
            + "Of" + string.Join("And", type.GetGenericArguments().Select(Plain))
        : type.Name;
}
