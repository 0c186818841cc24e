namespace Ponos.Schema.Formats;

/// <summary>IP addresses as text.</summary>
internal static class AddressFormats
{
    /// <summary>RFC 2673, section 3.2: four decimals without leading zeros.</summary>
    public static bool IsIPv4(ReadOnlySpan<byte> text)
    {
        for (var part = 0; part < 4; part++)
        {
            var digits = 0;
            var value = 0;
            while (digits < text.Length && digits < 3 && char.IsAsciiDigit((char)text[digits]))
            {
                value = (value * 10) + (text[digits++] - '0');
            }

            if (digits == 0 || value > 255 || (digits > 1 && text[0] == (byte)'0'))
            {
                return false;
            }

            text = text[digits..];
            if (part < 3)
            {
                if (text.IsEmpty || text[0] != (byte)'.')
                {
                    return false;
                }

                text = text[1..];
            }
        }

        return text.IsEmpty;
    }

    /// <summary>RFC 4291, section 2.2: eight groups, one run of zero groups as <c>::</c>, the last two perhaps as IPv4; no zone.</summary>
    public static bool IsIPv6(ReadOnlySpan<byte> text)
    {
        var gap = text.IndexOf("::"u8);
        if (gap < 0)
        {
            return Groups(text, mayEndInIPv4: true) == 8;
        }

        var before = gap == 0 ? 0 : Groups(text[..gap], mayEndInIPv4: false);
        var rest = text[(gap + 2)..];
        var after = rest.IsEmpty ? 0 : Groups(rest, mayEndInIPv4: true);
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    /// <summary>How many groups there are, or -1 when something is none.</summary>
    private static int Groups(ReadOnlySpan<byte> text, bool mayEndInIPv4)
    {
        var count = 0;
        while (true)
        {
            var colon = text.IndexOf((byte)':');
            var group = colon < 0 ? text : text[..colon];
            if (colon < 0 && mayEndInIPv4 && group.Contains((byte)'.'))
            {
                return IsIPv4(group) ? count + 2 : -1;
            }

            if (group.Length is 0 or > 4 || group.ContainsAnyExcept(FormatCharacters.HexDigits))
            {
                return -1;
            }

            count++;
            if (colon < 0)
            {
                return count;
            }

            text = text[(colon + 1)..];
        }
    }
}
