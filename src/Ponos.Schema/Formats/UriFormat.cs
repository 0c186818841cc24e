using System.Buffers;
using System.Text;

namespace Ponos.Schema.Formats;

/// <summary>URIs by the grammar of RFC 3986, and IRIs by that of RFC 3987. <see cref="Uri"/> would repair what should be refused.</summary>
internal static class UriFormat
{
    public static bool IsUri(ReadOnlySpan<byte> text, bool international)
    {
        var colon = SchemeLength(text);
        return colon > 0 && IsHierarchy(text[(colon + 1)..], international);
    }

    public static bool IsReference(ReadOnlySpan<byte> text, bool international)
    {
        if (IsUri(text, international))
        {
            return true;
        }

        // Without a scheme the first segment may hold no colon.
        var end = text.IndexOfAny("/?#"u8);
        var first = end < 0 ? text : text[..end];
        return !first.Contains((byte)':') && IsHierarchy(text, international);
    }

    private static int SchemeLength(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        return colon > 0 && char.IsAsciiLetter((char)text[0]) && !text[..colon].ContainsAnyExcept(FormatCharacters.Scheme) ? colon : -1;
    }

    /// <summary>Authority, path, query and fragment.</summary>
    private static bool IsHierarchy(ReadOnlySpan<byte> text, bool international)
    {
        var hash = text.IndexOf((byte)'#');
        if (hash >= 0)
        {
            if (!IsMadeOf(text[(hash + 1)..], FormatCharacters.UriQuery, international))
            {
                return false;
            }

            text = text[..hash];
        }

        var question = text.IndexOf((byte)'?');
        if (question >= 0)
        {
            if (!IsMadeOf(text[(question + 1)..], FormatCharacters.UriQuery, international, isQuery: true))
            {
                return false;
            }

            text = text[..question];
        }

        if (text.StartsWith("//"u8))
        {
            text = text[2..];
            var slash = text.IndexOf((byte)'/');
            if (!IsAuthority(slash < 0 ? text : text[..slash], international))
            {
                return false;
            }

            text = slash < 0 ? [] : text[slash..];
        }

        return IsMadeOf(text, FormatCharacters.UriPath, international);
    }

    private static bool IsAuthority(ReadOnlySpan<byte> text, bool international)
    {
        var at = text.IndexOf((byte)'@');
        if (at >= 0)
        {
            if (!IsMadeOf(text[..at], FormatCharacters.UriUser, international))
            {
                return false;
            }

            text = text[(at + 1)..];
        }

        if (!text.IsEmpty && text[0] == (byte)'[')
        {
            var close = text.IndexOf((byte)']');
            return close > 0 && IsLiteral(text[1..close]) && IsPort(text[(close + 1)..]);
        }

        var colon = text.IndexOf((byte)':');
        var host = colon < 0 ? text : text[..colon];
        return IsMadeOf(host, FormatCharacters.UriHost, international) && (colon < 0 || IsPort(text[colon..]));
    }

    private static bool IsPort(ReadOnlySpan<byte> text) =>
        text.IsEmpty || (text[0] == (byte)':' && !text[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9'));

    private static bool IsLiteral(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is not ((byte)'v' or (byte)'V'))
        {
            return AddressFormats.IsIPv6(text);
        }

        var dot = text.IndexOf((byte)'.');
        return dot > 1
            && !text[1..dot].ContainsAnyExcept(FormatCharacters.HexDigits)
            && dot + 1 < text.Length
            && !text[(dot + 1)..].ContainsAnyExcept(FormatCharacters.UriUser);
    }

    private static bool IsMadeOf(ReadOnlySpan<byte> text, SearchValues<byte> allowed, bool international, bool isQuery = false)
    {
        while (true)
        {
            var other = text.IndexOfAnyExcept(allowed);
            if (other < 0)
            {
                return true;
            }

            text = text[other..];
            var length = text[0] == (byte)'%' ? EscapeLength(text) : international ? InternationalLength(text, isQuery) : 0;
            if (length == 0)
            {
                return false;
            }

            text = text[length..];
        }
    }

    private static int EscapeLength(ReadOnlySpan<byte> text) =>
        text.Length >= 3 && !text[1..3].ContainsAnyExcept(FormatCharacters.HexDigits) ? 3 : 0;

    /// <summary>
    /// RFC 3987 <c>ucschar</c>, and in queries <c>iprivate</c>: all of each plane but its last two, and no compatibility specials.
    /// </summary>
    private static int InternationalLength(ReadOnlySpan<byte> text, bool isQuery)
    {
        if (Rune.DecodeFromUtf8(text, out var rune, out var length) != OperationStatus.Done)
        {
            return 0;
        }

        var isAllowed = rune.Value switch
        {
            < 0xA0 => false,
            <= 0xD7FF => true,
            < 0xF900 => isQuery,
            <= 0xFDCF => true,
            < 0xFDF0 => false,
            <= 0xFFEF => true,
            < 0x10000 => false,
            < 0xE0000 => (rune.Value & 0xFFFF) <= 0xFFFD,
            < 0xE1000 => false,
            <= 0xEFFFD => true,
            < 0xF0000 => false,
            _ => isQuery && (rune.Value & 0xFFFF) <= 0xFFFD,
        };
        return isAllowed ? length : 0;
    }
}
