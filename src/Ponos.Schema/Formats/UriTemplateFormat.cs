using System.Globalization;

namespace Ponos.Schema.Formats;

/// <summary>URI templates by the grammar of RFC 6570, section 2.</summary>
internal static class UriTemplateFormat
{
    public static bool IsTemplate(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var unit = text[0];
            if (unit == (byte)'{')
            {
                var close = text.IndexOf((byte)'}');
                if (close < 0 || !IsExpression(text[1..close]))
                {
                    return false;
                }

                text = text[(close + 1)..];
            }
            else if (unit == (byte)'%')
            {
                if (!IsEscape(text))
                {
                    return false;
                }

                text = text[3..];
            }
            else if (unit is <= 0x20 or (byte)'"' or (byte)'<' or (byte)'>' or (byte)'\\' or (byte)'^' or (byte)'`' or (byte)'|'
                or (byte)'}' or 0x7F)
            {
                return false;
            }
            else
            {
                text = text[1..];
            }
        }

        return true;
    }

    private static bool IsExpression(ReadOnlySpan<byte> text)
    {
        // The operators in use and those kept for later extensions.
        if (!text.IsEmpty && "+#./;?&=,!@|"u8.Contains(text[0]))
        {
            text = text[1..];
        }

        foreach (var range in text.Split((byte)','))
        {
            if (!IsVariable(text[range]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsVariable(ReadOnlySpan<byte> text)
    {
        if (text.EndsWith("*"u8))
        {
            text = text[..^1];
        }
        else if (text.IndexOf((byte)':') is var colon and >= 0)
        {
            // A prefix of 1 to 9999 characters.
            var length = text[(colon + 1)..];
            if (length.Length is 0 or > 4
                || length[0] == (byte)'0'
                || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                return false;
            }

            text = text[..colon];
        }

        return IsName(text);
    }

    private static bool IsName(ReadOnlySpan<byte> text)
    {
        var afterDot = true;
        while (!text.IsEmpty)
        {
            if (text[0] == (byte)'.')
            {
                if (afterDot)
                {
                    return false;
                }

                afterDot = true;
                text = text[1..];
            }
            else if (text[0] == (byte)'%' ? IsEscape(text) : char.IsAsciiLetterOrDigit((char)text[0]) || text[0] == (byte)'_')
            {
                afterDot = false;
                text = text[(text[0] == (byte)'%' ? 3 : 1)..];
            }
            else
            {
                return false;
            }
        }

        return !afterDot;
    }

    private static bool IsEscape(ReadOnlySpan<byte> text) =>
        text.Length >= 3 && !text[1..3].ContainsAnyExcept(FormatCharacters.HexDigits);
}
