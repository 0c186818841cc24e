using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Ponos;

/// <summary>Headers as text. They come from outside: tables, lists and bytes that are no text are left out.</summary>
internal static class HeaderText
{
    public static string? Of(object? value) => value switch
    {
        string text => text,
        byte[] utf8 => Encoding.UTF8.GetString(utf8),
        int or long or bool => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };

    public static IReadOnlyDictionary<string, string> All(IReadOnlyDictionary<string, object?>? headers)
    {
        if (headers is null || headers.Count == 0)
        {
            return FrozenDictionary<string, string>.Empty;
        }

        var texts = new Dictionary<string, string>(headers.Count, StringComparer.Ordinal);
        foreach (var (name, value) in headers)
        {
            if (Of(value) is { } text)
            {
                texts[name] = text;
            }
        }

        return texts;
    }
}
