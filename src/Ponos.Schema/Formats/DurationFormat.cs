namespace Ponos.Schema.Formats;

/// <summary>Durations by the grammar of RFC 3339, appendix A: units in order, none left out between two others, weeks alone.</summary>
internal static class DurationFormat
{
    public static bool IsDuration(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[0] != (byte)'P')
        {
            return false;
        }

        text = text[1..];
        if (text[^1] == (byte)'W')
        {
            return Units(text, "W"u8);
        }

        var time = text.IndexOf((byte)'T');
        return time < 0
            ? Units(text, "YMD"u8)
            : (time == 0 || Units(text[..time], "YMD"u8)) && Units(text[(time + 1)..], "HMS"u8);
    }

    /// <summary>At least one number with a unit; each unit the next after the one before.</summary>
    private static bool Units(ReadOnlySpan<byte> text, ReadOnlySpan<byte> units)
    {
        var next = -1;
        do
        {
            var rest = text.TrimStart("0123456789"u8);
            if (rest.IsEmpty || rest.Length == text.Length)
            {
                return false;
            }

            var unit = units.IndexOf(rest[0]);
            if (unit < 0 || (next >= 0 && unit != next))
            {
                return false;
            }

            next = unit + 1;
            text = rest[1..];
        }
        while (!text.IsEmpty);

        return true;
    }
}
