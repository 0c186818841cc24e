using System.Text;

namespace Ponos.Schema.Patterns;

/// <summary>Whether a character is of a set: a table for ASCII, a search for the rest.</summary>
internal sealed class CodePointTest
{
    private const int AsciiEnd = 0x80;

    // By byte, so that the bytes of longer characters are in no set.
    private readonly bool[] _ascii = new bool[256];

    // Where the set begins and ends, in turn.
    private readonly int[] _bounds;

    public CodePointTest(CodePointSet set)
    {
        var bounds = new List<int>();
        foreach (var (first, last) in set.Ranges)
        {
            for (var codePoint = first; codePoint <= Math.Min(last, AsciiEnd - 1); codePoint++)
            {
                _ascii[codePoint] = true;
            }

            if (last >= AsciiEnd)
            {
                bounds.Add(Math.Max(first, AsciiEnd));
                bounds.Add(last + 1);
            }
        }

        _bounds = [.. bounds];
    }

    public bool Has(int codePoint) => codePoint < AsciiEnd ? _ascii[codePoint] : _bounds.Length != 0 && HasOther(codePoint);

    /// <summary>How many characters of the set a text begins with, up to a number, and their bytes.</summary>
    public int Count(ReadOnlySpan<byte> text, int most, out int bytes)
    {
        var at = 0;
        while (at < text.Length && at < most && _ascii[text[at]])
        {
            at++;
        }

        bytes = at;
        return at == most || at == text.Length || text[at] < AsciiEnd || _bounds.Length == 0 ? at : CountOn(text, most, at, out bytes);
    }

    private int CountOn(ReadOnlySpan<byte> text, int most, int count, out int bytes)
    {
        bytes = count;
        while (bytes < text.Length && count < most)
        {
            Rune.DecodeFromUtf8(text[bytes..], out var rune, out var length);
            if (!Has(rune.Value))
            {
                break;
            }

            bytes += length;
            count++;
        }

        return count;
    }

    private bool HasOther(int codePoint)
    {
        var at = Array.BinarySearch(_bounds, codePoint);
        return (at >= 0 ? at + 1 : ~at) % 2 == 1;
    }
}
