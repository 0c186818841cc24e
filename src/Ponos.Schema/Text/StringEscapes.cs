using System.Globalization;
using System.Text;

namespace Ponos.Schema.Text;

/// <summary>Unescapes the contents of a JSON string whose syntax a reader has already checked.</summary>
internal static class StringEscapes
{
    /// <summary>Whether an escape may name half of a surrogate pair. An escaped backslash before such letters is taken for one.</summary>
    public static bool MayNameSurrogate(ReadOnlySpan<byte> escaped) =>
        escaped.IndexOf("\\uD"u8) >= 0 || escaped.IndexOf("\\ud"u8) >= 0;

    /// <summary>Writes the unescaped bytes, which are never more than the escaped ones.</summary>
    /// <returns><see langword="false"/> when an escape names half of a surrogate pair.</returns>
    public static bool TryUnescape(ReadOnlySpan<byte> escaped, Span<byte> destination, out int written)
    {
        written = 0;
        while (true)
        {
            var backslash = escaped.IndexOf((byte)'\\');
            var plain = backslash < 0 ? escaped : escaped[..backslash];
            plain.CopyTo(destination[written..]);
            written += plain.Length;
            if (backslash < 0)
            {
                return true;
            }

            var kind = escaped[backslash + 1];
            escaped = escaped[(backslash + 2)..];
            if (kind != (byte)'u')
            {
                destination[written++] = Simple(kind);
                continue;
            }

            if (!TryReadRune(ref escaped, out var rune))
            {
                return false;
            }

            written += rune.EncodeToUtf8(destination[written..]);
        }
    }

    private static byte Simple(byte kind) => kind switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => kind,
    };

    private static bool TryReadRune(ref ReadOnlySpan<byte> rest, out Rune rune)
    {
        var first = Hex(rest);
        rest = rest[4..];
        if (!char.IsSurrogate(first))
        {
            rune = new Rune(first);
            return true;
        }

        rune = default;
        if (!char.IsHighSurrogate(first) || rest.Length < 6 || rest[0] != (byte)'\\' || rest[1] != (byte)'u')
        {
            return false;
        }

        var second = Hex(rest[2..]);
        rest = rest[6..];
        return Rune.TryCreate(first, second, out rune);
    }

    private static char Hex(ReadOnlySpan<byte> digits) =>
        (char)ushort.Parse(digits[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
