namespace Ponos.Schema.Text;

/// <summary>Counts the characters of valid UTF-8.</summary>
internal static class CodePoints
{
    public static int Count(ReadOnlySpan<byte> text)
    {
        // Every byte begins a code point but those of the form 10xxxxxx.
        var count = 0;
        foreach (var unit in text)
        {
            count += (unit & 0xC0) != 0x80 ? 1 : 0;
        }

        return count;
    }
}
