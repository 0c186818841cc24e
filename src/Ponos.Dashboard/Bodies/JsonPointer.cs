using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Ponos.Dashboard.Bodies;

/// <summary>A place in a JSON document (RFC 6901).</summary>
internal sealed class JsonPointer(IReadOnlyList<string> tokens)
{
    public IReadOnlyList<string> Tokens => tokens;

    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPointer? pointer)
    {
        pointer = text.Length == 0 ? new JsonPointer([])
            : text[0] == '/' ? new JsonPointer([.. text[1..].Split('/').Select(Unescape)])
            : null;
        return pointer is not null;
    }

    public static string Append(string pointer, string token) =>
        $"{pointer}/{token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public JsonElement? Find(JsonElement document)
    {
        var here = document;
        foreach (var token in tokens)
        {
            if (here.ValueKind == JsonValueKind.Object && here.TryGetProperty(token, out var member))
            {
                here = member;
            }
            else if (here.ValueKind == JsonValueKind.Array
                && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < here.GetArrayLength())
            {
                here = here[index];
            }
            else
            {
                return null;
            }
        }

        return here;
    }

    private static string Unescape(string token) =>
        token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
