using System.Text;

namespace Ponos.Schema.Text;

/// <summary>A JSON text that is kept: a schema, with its index of tokens.</summary>
internal sealed class JsonText
{
    // What System.Text.Json reads unless told otherwise: whoever shows or compares a schema must be able to read it.
    private const int MaxDepth = 64;

    private static readonly UTF8Encoding Strict = new(false, true);

    private readonly byte[] _bytes;
    private readonly byte[] _unescaped;
    private readonly Token[] _tokens;

    private JsonText(byte[] bytes, byte[] unescaped, Token[] tokens)
    {
        _bytes = bytes;
        _unescaped = unescaped;
        _tokens = tokens;
    }

    public ReadOnlyMemory<byte> Bytes => _bytes;

    public JsonView View => new(_bytes, _unescaped, _tokens);

    /// <summary>UTF-8 of a string.</summary>
    /// <exception cref="JsonSchemaException">The string has half a surrogate pair.</exception>
    public static byte[] Encode(string text, string location)
    {
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new JsonSchemaException(location, "the text holds one half of a surrogate pair; write the whole character", e);
        }
    }

    /// <summary>Scans a schema document.</summary>
    /// <exception cref="JsonSchemaException">It is not a JSON document, or has a name twice in one object.</exception>
    public static JsonText Parse(ReadOnlySpan<byte> json, string location)
    {
        // An editor's mark at the beginning of a file is no part of the schema.
        var bytes = (json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json).ToArray();
        var scanner = new JsonScanner(bytes, MaxDepth);
        try
        {
            var defect = scanner.Scan(refuseDuplicates: true);
            if (defect != JsonDefect.None)
            {
                var violation = DefectReport.Of(defect, scanner.View, scanner.DefectAt, scanner.DefectOffset, MaxDepth);
                throw new JsonSchemaException(location + "#" + violation.InstanceLocation, $"the text {violation.Message}");
            }

            return scanner.ToText(bytes);
        }
        finally
        {
            scanner.Dispose();
        }
    }

    internal static JsonText Keep(byte[] bytes, byte[] unescaped, Token[] tokens) => new(bytes, unescaped, tokens);

    public JsonTypes TypeOf(int index) => _tokens[index].Type;

    public int LengthOf(int index) => _tokens[index].Length;

    public bool IsTrue(int index) => _tokens[index].IsTrue;

    public string String(int index) => Encoding.UTF8.GetString(View.Bytes(index));

    /// <summary>The string at an index, or <see langword="null"/> when there is none.</summary>
    public string? StringAt(int index) => index >= 0 && TypeOf(index) == JsonTypes.String ? String(index) : null;

    /// <summary>A value for a message: scalars as written, containers only hinted at.</summary>
    public string Describe(int index) => TypeOf(index) switch
    {
        JsonTypes.Object => "{…}",
        JsonTypes.Array => "[…]",
        JsonTypes.String => $"\"{String(index)}\"",
        JsonTypes.Number => String(index),
        JsonTypes.Boolean => IsTrue(index) ? "true" : "false",
        _ => "null",
    };

    /// <summary>The index of a property's value, or -1; also -1 when the value is no object.</summary>
    public int Find(int index, string name) => TypeOf(index) == JsonTypes.Object ? View.Find(index, Encoding.UTF8.GetBytes(name)) : -1;

    /// <summary>The indexes of an array's items.</summary>
    public IEnumerable<int> Items(int array)
    {
        for (var at = array + 1; at < _tokens[array].Link; at = View.After(at))
        {
            yield return at;
        }
    }

    /// <summary>The names of an object's properties and the indexes of their values.</summary>
    public IEnumerable<(string Name, int Value)> Properties(int container)
    {
        for (var at = container + 1; at < _tokens[container].Link; at = View.After(at + 1))
        {
            yield return (String(at), at + 1);
        }
    }
}
