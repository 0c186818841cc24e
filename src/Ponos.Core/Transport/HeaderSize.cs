using System.Collections;
using System.Text;

namespace Ponos.Transport;

/// <summary>
/// What headers take on the wire, to the byte. All of a message's headers stand in one frame, and one that is too large
/// costs the whole connection (501) with everybody's publishes in it.
/// </summary>
internal static class HeaderSize
{
    /// <summary>The most that is sent.</summary>
    public const int Most = 64 * 1024;

    /// <summary>What a first publish leaves free for what is added when the job is retried, dead or sent back.</summary>
    public const int Reserve = 16 * 1024;

    /// <summary>AMQP's limit for a header's name, and for a property's text.</summary>
    public const int MostOfShortText = 255;

    // A value's kind, then for text, lists and tables their length.
    private const int Kind = 1;
    private const int Length = 4;

    // Deeper ones are nobody's data, and measuring them must not end the process.
    private const int MostLevels = 16;

    /// <summary>The size of one header.</summary>
    /// <returns>Bytes; <see langword="null"/> for what cannot be sent at all.</returns>
    public static long? Of(string name, object? value) => Of(name, value, MostLevels);

    /// <summary>The size of all headers together.</summary>
    /// <returns>Bytes; <see langword="null"/> when one of them cannot be sent at all.</returns>
    public static long? Of(IEnumerable<KeyValuePair<string, object?>> headers) => OfTable(headers, MostLevels);

    /// <summary>Whether a property or a header's name can be sent: one that did not decode can have grown.</summary>
    public static bool IsShort(string text) => text.Length <= MostOfShortText && Encoding.UTF8.GetByteCount(text) <= MostOfShortText;

    /// <summary>AMQP's decimals have 32 bits.</summary>
    private static bool IsShort(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        _ = decimal.GetBits(number, bits);
        return bits[1] == 0 && bits[2] == 0;
    }

    private static long? Of(string name, object? value, int levels) =>
        IsShort(name) ? 1 + Encoding.UTF8.GetByteCount(name) + OfValue(value, levels) : null;

    private static long? OfValue(object? value, int levels) => value switch
    {
        null => Kind,
        bool or byte or sbyte => Kind + 1,
        short or ushort => Kind + 2,
        int or uint or float => Kind + 4,
        long or double or HeaderTime => Kind + 8,
        decimal number => IsShort(number) ? Kind + 5 : null,
        string text => Kind + Length + Encoding.UTF8.GetByteCount(text),
        byte[] text => Kind + Length + text.Length,
        ReadOnlyMemory<byte> bytes => Kind + Length + bytes.Length,
        IEnumerable<KeyValuePair<string, object?>> table => Kind + OfTable(table, levels - 1),
        IEnumerable list => Kind + OfList(list, levels - 1),
        _ => null,
    };

    private static long? OfTable(IEnumerable<KeyValuePair<string, object?>> table, int levels)
    {
        long? bytes = levels < 0 ? null : Length;
        foreach (var (name, value) in table)
        {
            bytes += bytes is null ? null : Of(name, value, levels);
        }

        return bytes;
    }

    private static long? OfList(IEnumerable list, int levels)
    {
        long? bytes = levels < 0 ? null : Length;
        foreach (var value in list)
        {
            bytes += bytes is null ? null : OfValue(value, levels);
        }

        return bytes;
    }
}
