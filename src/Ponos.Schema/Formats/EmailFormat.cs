namespace Ponos.Schema.Formats;

/// <summary>Mailboxes of RFC 5321, section 4.1.2, and with <c>international</c> of RFC 6531, section 3.3.</summary>
internal static class EmailFormat
{
    private const int LongestLocalPart = 64;

    public static bool IsEmail(ReadOnlySpan<byte> text, bool international)
    {
        var at = text.LastIndexOf((byte)'@');
        if (at < 1 || at == text.Length - 1 || at > LongestLocalPart)
        {
            return false;
        }

        var local = text[..at];
        var domain = text[(at + 1)..];
        return (local[0] == (byte)'"' ? IsQuoted(local, international) : IsDotString(local, international))
            && (domain[0] == (byte)'[' ? IsLiteral(domain) : IsDomain(domain, international));
    }

    private static bool IsDotString(ReadOnlySpan<byte> text, bool international)
    {
        foreach (var range in text.Split((byte)'.'))
        {
            var atom = text[range];
            if (atom.IsEmpty)
            {
                return false;
            }

            foreach (var unit in atom)
            {
                if (!FormatCharacters.MailAtom.Contains(unit) && !(international && unit >= 0x80))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsQuoted(ReadOnlySpan<byte> text, bool international)
    {
        if (text.Length < 2 || text[^1] != (byte)'"')
        {
            return false;
        }

        text = text[1..^1];
        for (var i = 0; i < text.Length; i++)
        {
            var unit = text[i];
            if (unit == (byte)'\\')
            {
                if (++i == text.Length || text[i] is < 32 or > 126)
                {
                    return false;
                }
            }
            else if (unit is (byte)'"' or < 32 or 127 || (unit > 127 && !international))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDomain(ReadOnlySpan<byte> text, bool international) =>
        international ? HostNameFormat.IsInternationalHostName(text) : HostNameFormat.IsPlainHostName(text);

    private static bool IsLiteral(ReadOnlySpan<byte> text)
    {
        if (text[^1] != (byte)']')
        {
            return false;
        }

        text = text[1..^1];
        return text.StartsWith("IPv6:"u8) ? AddressFormats.IsIPv6(text[5..]) : AddressFormats.IsIPv4(text);
    }
}
