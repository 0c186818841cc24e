using System.Text.Json;

namespace Ponos.Commands;

/// <summary>
/// What the references of one schema document mean: a JSON Pointer into it for each, by way of <c>$id</c>, <c>$anchor</c> and
/// <c>$dynamicAnchor</c> as JSON Schema Core 2020-12, section 8.2, has them, and of draft 7's <c>$id</c>.
/// </summary>
internal sealed class SchemaIndex
{
    // What a relative $id is relative to, where the root has none.
    private static readonly Uri Nowhere = new("schema://document/");

    private static readonly string[] Maps = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"];

    /// <summary>Keywords whose values are data: what looks like a schema there is none.</summary>
    private static readonly string[] Data = ["enum", "const", "default", "examples"];

    private readonly JsonElement _root;
    private readonly Dictionary<string, Uri> _bases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Resource, string Name), string> _anchors = [];

    public SchemaIndex(JsonElement root)
    {
        _root = root;
        IsDraft7 = TextOf(root, "$schema")?.Contains("draft-07", StringComparison.Ordinal) == true;
        _bases[string.Empty] = Nowhere;
        _resources[KeyOf(Nowhere)] = string.Empty;
        Read(root, string.Empty, Nowhere);
    }

    /// <summary>Whether keywords beside <c>$ref</c> are hidden by it.</summary>
    public bool IsDraft7 { get; }

    public static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>Whether a keyword's value is data, in which nothing is a schema.</summary>
    public static bool IsData(string keyword) => Array.IndexOf(Data, keyword) >= 0;

    /// <summary>Whether a keyword's value is an object whose members are schemas.</summary>
    public static bool IsMap(string keyword) => Array.IndexOf(Maps, keyword) >= 0;

    /// <summary>Where a reference leads to, or <see langword="null"/> when that is not in this document.</summary>
    /// <param name="from">The JSON Pointer of the schema that it stands in.</param>
    /// <param name="reference">The reference.</param>
    public string? Find(string from, string reference)
    {
        if (!Uri.TryCreate(BaseOf(from), reference, out var target) || !_resources.TryGetValue(KeyOf(target), out var resource))
        {
            return null;
        }

        var fragment = Uri.UnescapeDataString(target.Fragment.TrimStart('#'));
        return fragment.Length == 0 ? resource
            : fragment[0] != '/' ? _anchors.GetValueOrDefault((resource, fragment))
            : At(resource + fragment) is null ? null
            : resource + fragment;
    }

    /// <summary>
    /// Where a <c>$dynamicRef</c> leads to when the document is entered at its root: the first resource that was entered and has the
    /// anchor wins. Where that is not the root, it is the reference's own.
    /// </summary>
    public string? FindDynamic(string from, string reference)
    {
        var target = Find(from, reference);
        var name = reference.StartsWith('#') ? reference[1..] : null;
        return target is not null && name is not null && At(target) is { } schema && TextOf(schema, "$dynamicAnchor") == name
            && _anchors.TryGetValue((string.Empty, name), out var outermost)
            && At(outermost) is { } anchor
            && TextOf(anchor, "$dynamicAnchor") == name
                ? outermost
                : target;
    }

    /// <summary>The value at a pointer.</summary>
    public JsonElement? At(string pointer)
    {
        var at = _root;
        foreach (var token in pointer.Split('/').Skip(1))
        {
            var name = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var member))
            {
                at = member;
            }
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index >= 0 && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else
            {
                return null;
            }
        }

        return at;
    }

    private static string? TextOf(JsonElement schema, string keyword) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(keyword, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string KeyOf(Uri uri) => uri.AbsoluteUri.Split('#')[0];

    private Uri BaseOf(string pointer)
    {
        while (true)
        {
            if (_bases.TryGetValue(pointer, out var known))
            {
                return known;
            }

            pointer = pointer[..pointer.LastIndexOf('/')];
        }
    }

    private void Read(JsonElement schema, string pointer, Uri baseUri)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var resource = _resources[KeyOf(baseUri)];
        var id = IsDraft7 && schema.TryGetProperty("$ref", out _) ? null : TextOf(schema, "$id");
        if (id is not null && !id.StartsWith('#') && Uri.TryCreate(baseUri, id, out var own))
        {
            (baseUri, resource) = (own, pointer);
            _bases[pointer] = own;
            _resources[KeyOf(own)] = pointer;
        }

        var draft7Anchor = IsDraft7 && id?.IndexOf('#', StringComparison.Ordinal) is >= 0 and var hash ? id[(hash + 1)..] : null;
        foreach (var name in new[] { draft7Anchor, TextOf(schema, "$anchor"), TextOf(schema, "$dynamicAnchor") })
        {
            if (!string.IsNullOrEmpty(name))
            {
                _anchors[(resource, name)] = pointer;
            }
        }

        foreach (var member in schema.EnumerateObject().Where(member => !IsData(member.Name)))
        {
            var inner = $"{pointer}/{Escape(member.Name)}";
            if (member.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var (index, item) in member.Value.EnumerateArray().Index())
                {
                    Read(item, $"{inner}/{index}", baseUri);
                }
            }
            else if (member.Value.ValueKind == JsonValueKind.Object && IsMap(member.Name))
            {
                foreach (var named in member.Value.EnumerateObject())
                {
                    Read(named.Value, $"{inner}/{Escape(named.Name)}", baseUri);
                }
            }
            else
            {
                Read(member.Value, inner, baseUri);
            }
        }
    }
}
