using System.Text;
using System.Text.Json;
using Ponos.Schema;

namespace Ponos.Contracts.Evolution;

/// <summary>One version of a contract's schema, as a whole: follows references, and judges values by any of its parts.</summary>
internal sealed class SchemaDocument
{
    private static readonly Uri Address = new("urn:ponos:contract");

    private readonly string _text;
    private readonly Dictionary<string, JsonSchema?> _parts = new(StringComparer.Ordinal);
    private readonly string? _id;

    /// <exception cref="JsonSchemaException">The text is no schema.</exception>
    public SchemaDocument(string text)
    {
        // What is not JSON is to be reported as a schema's defect, with its place.
        _parts[string.Empty] = JsonSchema.Compile(text, ContractSchemaRules.Comparing);
        _text = text;
        using var document = JsonDocument.Parse(_text);
        Root = new SchemaSpot(this, string.Empty, document.RootElement.Clone());
        _id = Root.Find("$id")?.GetString();
        IsDraft7 = Root.Find("$schema")?.GetString()?.Contains("draft-07", StringComparison.Ordinal) == true;
        _parts.Clear();
    }

    public SchemaSpot Root { get; }

    /// <summary>In draft 7, what stands next to <c>$ref</c> is ignored.</summary>
    public bool IsDraft7 { get; }

    /// <summary>Tells two documents apart in keys.</summary>
    public int Number => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The spot that a reference means, or <see langword="null"/> for one that is more than a pointer into this document.</summary>
    public SchemaSpot? Resolve(string reference)
    {
        var fragment = reference;
        if (_id is not null && reference.StartsWith(_id, StringComparison.Ordinal))
        {
            fragment = reference[_id.Length..];
        }

        if (fragment is "" or "#")
        {
            return Root;
        }

        return fragment.StartsWith("#/", StringComparison.Ordinal) ? At(Uri.UnescapeDataString(fragment[1..])) : null;
    }

    /// <summary>Whether a part accepts a value; <see langword="null"/> where that cannot be told.</summary>
    public bool? Accepts(SchemaSpot spot, JsonElement value) => Part(spot.Pointer)?.IsValid(Encoding.UTF8.GetBytes(value.GetRawText()));

    /// <summary>The keyword by which a part refuses a value.</summary>
    public string RefusingKeyword(SchemaSpot spot, JsonElement value) =>
        Part(spot.Pointer)?.Validate(Encoding.UTF8.GetBytes(value.GetRawText())).Violations is [var first, ..] ? first.Keyword : "$ref";

    private JsonSchema? Part(string pointer)
    {
        if (!_parts.TryGetValue(pointer, out var part))
        {
            _parts[pointer] = part = CompilePart(pointer);
        }

        return part;
    }

    private JsonSchema? CompilePart(string pointer)
    {
        if (pointer.Length == 0)
        {
            return JsonSchema.Compile(_text, ContractSchemaRules.Comparing);
        }

        var fragment = string.Join('/', pointer.Split('/').Select(Uri.EscapeDataString));
        try
        {
            return JsonSchema.Compile(
                $$"""{"$ref":"{{Address}}#{{fragment}}"}""",
                new JsonSchemaOptions { AssertFormats = true, Documents = new Dictionary<Uri, string> { [Address] = _text } });
        }
        catch (JsonSchemaException)
        {
            return null;
        }
    }

    private SchemaSpot? At(string pointer)
    {
        var at = Root.Schema;
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

        return new SchemaSpot(this, pointer, at);
    }
}
