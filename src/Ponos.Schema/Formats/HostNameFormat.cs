namespace Ponos.Schema.Formats;

/// <summary>Host names: RFC 1123, section 2.1, with the A-labels of RFC 5890, and internationalised names.</summary>
internal static class HostNameFormat
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;

    /// <summary>ASCII labels; those in Punycode must decode to what IDNA allows.</summary>
    public static bool IsHostName(ReadOnlySpan<byte> text) => IsPlainHostName(text) && IsInternationalHostName(text);

    /// <summary>ASCII labels, whatever they decode to.</summary>
    public static bool IsPlainHostName(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > LongestName)
        {
            return false;
        }

        foreach (var range in text.Split((byte)'.'))
        {
            if (!IsLabel(text[range]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Labels of ASCII or of Unicode, between the full stops that IDNA knows.</summary>
    public static bool IsInternationalHostName(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > LongestName * 4)
        {
            return false;
        }

        var labels = IdnaName.Split(text);
        var length = labels.Count - 1;
        foreach (var label in labels)
        {
            var encoded = IdnaName.EncodedLength(label);
            if (encoded is 0 or > LongestLabel)
            {
                return false;
            }

            length += encoded;
        }

        return length <= LongestName && IdnaName.IsAllowed(labels);
    }

    private static bool IsLabel(ReadOnlySpan<byte> label) =>
        label.Length is > 0 and <= LongestLabel
        && label[0] != (byte)'-'
        && label[^1] != (byte)'-'
        && !label.ContainsAnyExcept(FormatCharacters.HostLabel);
}
