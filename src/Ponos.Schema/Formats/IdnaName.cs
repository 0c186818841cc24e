using System.Text;

namespace Ponos.Schema.Formats;

/// <summary>The labels of an internationalised host name (IDNA 2008: RFC 5890 to 5892).</summary>
internal static class IdnaName
{
    private const int LongestPrefixed = 4;

    /// <summary>The labels as code points; those in Punycode stay as they are written.</summary>
    public static List<List<int>> Split(ReadOnlySpan<byte> text)
    {
        var labels = new List<List<int>> { new() };
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var length);
            text = text[length..];

            // RFC 3490 knows three more full stops.
            if (rune.Value is '.' or 0x3002 or 0xFF0E or 0xFF61)
            {
                labels.Add([]);
            }
            else
            {
                labels[^1].Add(rune.Value);
            }
        }

        return labels;
    }

    /// <summary>Octets that a label takes in the DNS.</summary>
    public static int EncodedLength(List<int> label)
    {
        // A label longer than any that fits needs no counting.
        return label.Count > 63 || label.TrueForAll(codePoint => codePoint < 0x80)
            ? label.Count
            : LongestPrefixed + Punycode.EncodedLength(label);
    }

    public static bool IsAllowed(List<List<int>> labels) => labels.TrueForAll(IsAllowed) && IdnaBidi.IsAllowed(labels.ConvertAll(Decode));

    /// <summary>A label as it is read: one in Punycode is decoded.</summary>
    private static List<int> Decode(List<int> label)
    {
        var ascii = label.TrueForAll(codePoint => codePoint < 0x80) && HasHyphensInside(label)
            ? label.Select(codePoint => (byte)codePoint).ToArray()
            : [];
        return ascii.Length == 0 ? label : Punycode.Decode(ascii.AsSpan(LongestPrefixed)) ?? label;
    }

    private static bool IsAllowed(List<int> label)
    {
        if (label[0] == '-' || label[^1] == '-')
        {
            return false;
        }

        if (label.TrueForAll(codePoint => codePoint < 0x80))
        {
            var ascii = label.Select(codePoint => (byte)codePoint).ToArray();
            return !ascii.AsSpan().ContainsAnyExcept(FormatCharacters.HostLabel) && (!HasHyphensInside(label) || IsAllowedALabel(ascii));
        }

        return IsAllowedULabel(label);
    }

    private static bool IsAllowedALabel(byte[] label)
    {
        if (!Ascii.EqualsIgnoreCase(label.AsSpan(0, LongestPrefixed), "xn--"u8)
            || Punycode.Decode(label.AsSpan(LongestPrefixed)) is not { Count: > 0 } decoded)
        {
            return false;
        }

        return decoded.Exists(codePoint => codePoint >= 0x80)
            && Punycode.EncodedLength(decoded) == label.Length - LongestPrefixed
            && IsAllowedULabel(decoded);
    }

    private static bool IsAllowedULabel(List<int> label)
    {
        if (label[0] == '-' || label[^1] == '-' || HasHyphensInside(label) || IdnaCharacters.IsMark(label[0]))
        {
            return false;
        }

        for (var i = 0; i < label.Count; i++)
        {
            if (!IdnaCharacters.IsAllowed(label[i]) && !IdnaContext.Allows(label, i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Hyphens in the third and fourth place are kept for prefixes.</summary>
    private static bool HasHyphensInside(List<int> label) => label.Count >= 4 && label[2] == '-' && label[3] == '-';
}
