using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ponos.Dashboard.Bodies;

/// <summary>JSON as it is read from jobs and shown to people.</summary>
internal static class JsonText
{
    /// <summary>As a worker reads: no deeper, and no key twice.</summary>
    private static readonly JsonDocumentOptions _strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>What is written into a page is encoded there; here it stays readable.</summary>
    private static readonly JsonSerializerOptions _readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>For a line of a list.</summary>
    public static JsonSerializerOptions OnOneLine { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool TryParse(ReadOnlyMemory<byte> utf8, out JsonNode? node)
    {
        try
        {
            node = JsonNode.Parse(utf8.Span, documentOptions: _strict);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            node = null;
            return false;
        }
    }

    public static bool TryParse(string text, out JsonNode? node, [NotNullWhen(false)] out string? why)
    {
        try
        {
            (node, why) = (JsonNode.Parse(text, documentOptions: _strict), null);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            (node, why) = (null, exception.Message);
            return false;
        }
    }

    public static string Pretty(JsonNode? node) => node?.ToJsonString(_readable) ?? "null";

    public static byte[] Bytes(JsonNode? node) => Encoding.UTF8.GetBytes(node?.ToJsonString() ?? "null");

    /// <summary>Bytes as text; what is no UTF-8 shows as such.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return string.Create(text.Length, text, (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = char.IsControl(source[i]) && source[i] is not ('\n' or '\t') ? '\ufffd' : source[i];
            }
        });
    }
}
