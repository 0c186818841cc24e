namespace Ponos.Schema.Formats;

/// <summary>JSON Pointers of RFC 6901, and relative ones of the draft that JSON Schema refers to.</summary>
internal static class PointerFormats
{
    public static bool IsPointer(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] != (byte)'/')
        {
            return false;
        }

        for (var tilde = text.IndexOf((byte)'~'); tilde >= 0; tilde = text.IndexOf((byte)'~'))
        {
            if (tilde + 1 == text.Length || text[tilde + 1] is not ((byte)'0' or (byte)'1'))
            {
                return false;
            }

            text = text[(tilde + 2)..];
        }

        return true;
    }

    public static bool IsRelativePointer(ReadOnlySpan<byte> text)
    {
        var rest = text.TrimStart("0123456789"u8);
        var digits = text.Length - rest.Length;
        return digits > 0 && (digits == 1 || text[0] != (byte)'0') && (rest.SequenceEqual("#"u8) || IsPointer(rest));
    }
}
