using System.Globalization;
using System.Text;
using Ponos.Diagnostics;

namespace Ponos.Dashboard.Rendering;

/// <summary>
/// A page whose text has nothing in it that is not seen: a name with an override of writing direction reads as another one. In what is
/// edited and sent back (attributes, text areas) everything stays as it is.
/// </summary>
internal static class VisibleHtml
{
    private const string Reference = "&#x";
    private const string Area = "<textarea";
    private const string AreaEnd = "</textarea>";

    public static string Of(string html)
    {
        var at = html.IndexOf(Reference, StringComparison.Ordinal);
        if (at < 0)
        {
            return html;
        }

        var visible = new StringBuilder(html.Length);
        for (var rest = html.AsSpan(); !rest.IsEmpty;)
        {
            var taken = rest[0] == '<' ? Tag(rest) : Text(rest);
            _ = rest[0] == '<' ? visible.Append(rest[..taken]) : Write(rest[..taken], visible);
            rest = rest[taken..];
        }

        return visible.ToString();
    }

    /// <summary>The length of a tag, or of a text area with what is in it. What is encoded has neither &lt; nor &gt; in it.</summary>
    private static int Tag(ReadOnlySpan<char> html)
    {
        var isArea = html.StartsWith(Area, StringComparison.OrdinalIgnoreCase);
        var end = isArea ? html.IndexOf(AreaEnd, StringComparison.OrdinalIgnoreCase) : html.IndexOf('>');
        return end < 0 ? html.Length : isArea ? end + AreaEnd.Length : end + 1;
    }

    private static int Text(ReadOnlySpan<char> html) => html.IndexOf('<') is >= 0 and var tag ? tag : html.Length;

    private static StringBuilder Write(ReadOnlySpan<char> text, StringBuilder visible)
    {
        for (var at = text.IndexOf(Reference); at >= 0; at = text.IndexOf(Reference))
        {
            var number = text[(at + Reference.Length)..];
            var end = number.IndexOf(';');
            visible.Append(text[..at]);
            if (end > 0 && int.TryParse(number[..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && Rune.IsValid(code) && code is not ('\n' or '\r' or '\t') && UnseenCharacters.IsOne(new Rune(code)))
            {
                visible.Append(UnseenCharacters.Escaped(new Rune(code).ToString()));
                text = number[(end + 1)..];
            }
            else
            {
                visible.Append(Reference);
                text = number;
            }
        }

        return visible.Append(text);
    }
}
