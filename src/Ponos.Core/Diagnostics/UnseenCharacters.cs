using System.Globalization;
using System.Text;

namespace Ponos.Diagnostics;

/// <summary>
/// Characters that are not seen where text is shown, and move the reader's eye or terminal: control and format characters, line and
/// paragraph separators, the overrides of writing direction.
/// </summary>
internal static class UnseenCharacters
{
    public static bool IsOne(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>Written so that they are seen: <c>\u202e</c>.</summary>
    public static string Escaped(ReadOnlySpan<char> characters)
    {
        var escaped = new StringBuilder();
        foreach (var character in characters)
        {
            escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }

        return escaped.ToString();
    }
}
