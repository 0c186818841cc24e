using System.Text;
using System.Text.Json;
using Ponos.Schema;

namespace Ponos.Commands.Evolution;

/// <summary>One version of a contract's schema, as a whole: follows references, and judges values by any of its parts.</summary>
internal sealed class SchemaDocument
{
    private static readonly Uri Address = new("urn:ponos:contract");

    /// <summary>One version may come from elsewhere: a keyword that nobody knows is reported, not refused.</summary>
    private static readonly JsonSchemaOptions Options = new() { AssertFormats = true };

    private readonly string _text;
    private readonly Dictionary<string, JsonSchema?> _parts = new(StringComparer.Ordinal);
    private readonly SchemaIndex _index;
    private readonly CancellationToken _cancellationToken;

    /// <exception cref="JsonSchemaException">The text is no schema.</exception>
    public SchemaDocument(string text, CancellationToken cancellationToken = default)
    {
        _cancellationToken = cancellationToken;
        // What is not JSON is to be reported as a schema's defect, with its place.
        _parts[string.Empty] = JsonSchema.Compile(text, Options);
        // An editor's mark at the beginning of a file is no part of the schema.
        _text = text.TrimStart('\uFEFF');
        using var document = JsonDocument.Parse(_text);
        Root = new SchemaSpot(this, string.Empty, document.RootElement.Clone());
        _index = new SchemaIndex(Root.Schema);
        _parts.Clear();
    }

    public SchemaSpot Root { get; }

    /// <summary>In draft 7, what stands next to <c>$ref</c> is ignored.</summary>
    public bool IsDraft7 => _index.IsDraft7;

    /// <summary>Tells two documents apart in keys.</summary>
    public int Number => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <summary>Said before each step down, or of a long way: ends a comparison that is cancelled, or that goes too deep.</summary>
    /// <exception cref="OperationCanceledException">It is.</exception>
    /// <exception cref="InsufficientExecutionStackException">It does.</exception>
    public void Step()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
    }

    /// <summary>The spot that a reference means, or <see langword="null"/> where that is not told in this document.</summary>
    public SchemaSpot? Resolve(SchemaSpot from, JsonElement reference) =>
        reference.ValueKind == JsonValueKind.String && _index.Find(from.Pointer, reference.GetString()!) is { } pointer
            ? new SchemaSpot(this, pointer, _index.At(pointer)!.Value)
            : null;

    /// <summary>Whether a part accepts a value; <see langword="null"/> where that cannot be told.</summary>
    public bool? Accepts(SchemaSpot spot, JsonElement value) => Part(spot.Pointer)?.IsValid(Encoding.UTF8.GetBytes(value.GetRawText()));

    /// <summary>The keyword by which a part refuses a value.</summary>
    public string RefusingKeyword(SchemaSpot spot, JsonElement value) =>
        Part(spot.Pointer)?.Validate(Encoding.UTF8.GetBytes(value.GetRawText())).Violations is [var first, ..] ? first.Keyword : "$ref";

    private JsonSchema? Part(string pointer)
    {
        Step();
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
            return JsonSchema.Compile(_text, Options);
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
}
