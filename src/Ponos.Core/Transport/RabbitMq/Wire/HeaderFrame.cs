using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Ponos.Transport.RabbitMq.Wire;

/// <summary>
/// Looks through the header frame of a message before the client does. The client reads tables and lists by recursion, so that
/// 87 KB of nested lists end the process; a value that it does not know ends the connection of all consumers, at each delivery.
/// </summary>
internal static class HeaderFrame
{
    /// <summary>Deeper ones are nobody's data.</summary>
    public const int MostLevels = 16;

    /// <summary>What the headers of a message may take, in bytes: more than a broker with its usual frames lets anybody publish.</summary>
    public const int MostBytes = 128 * 1024;

    /// <summary>The header that stands in the place of all others when they cannot be read, with the reason.</summary>
    public const string Unreadable = "ponos-unreadable";

    // Class, weight, the body's size and the flags of what follows.
    private const int Fixed = 2 + 2 + 8 + 2;
    private const int FlagsAt = 12;
    private const ushort ContentType = 0x8000;
    private const ushort ContentEncoding = 0x4000;
    private const ushort Headers = 0x2000;
    private const int MostDecimals = 28;

    /// <summary>Whether the client can read the headers.</summary>
    /// <param name="payload">The frame's payload.</param>
    /// <returns>What is wrong with them; <see langword="null"/> for nothing.</returns>
    public static string? Fault(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Fixed || (Flags(payload) & Headers) == 0)
        {
            return null;
        }

        var at = TableAt(payload);
        if (at < 0 || !TryReadLength(payload, at, out var length))
        {
            return TooShort;
        }

        return length > MostBytes ? TooLong(length) : FaultOfTable(payload.Slice(at + 4, length), MostLevels);
    }

    /// <summary>The same frame's payload with one header, which says why it has no others.</summary>
    public static byte[] WithoutHeaders(ReadOnlySpan<byte> payload, string fault)
    {
        var at = TableAt(payload);
        if (at < 0 || !TryReadLength(payload, at, out var length))
        {
            return OnlyMarked(payload, fault);
        }

        var table = Marker(fault);
        var after = at + 4 + length;
        var replaced = new byte[at + table.Length + payload.Length - after];
        payload[..at].CopyTo(replaced);
        table.CopyTo(replaced.AsSpan(at));
        payload[after..].CopyTo(replaced.AsSpan(at + table.Length));
        return replaced;
    }

    /// <summary>The payload of a frame that is too large to be kept: of its properties nothing is left.</summary>
    /// <param name="start">Its first bytes, at least the fixed ones.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static byte[] OnlyMarked(ReadOnlySpan<byte> start, string fault)
    {
        var table = Marker(fault);
        var payload = new byte[Fixed + table.Length];
        start[..FlagsAt].CopyTo(payload);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(FlagsAt), Headers);
        table.CopyTo(payload.AsSpan(Fixed));
        return payload;
    }

    public static string TooLong(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"they have {bytes} bytes, and at most {MostBytes} are read");

    private const string TooShort = "their lengths contradict each other";

    private static ushort Flags(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadUInt16BigEndian(payload[FlagsAt..]);

    /// <summary>Where the table's length stands; -1 when the frame ends before.</summary>
    private static int TableAt(ReadOnlySpan<byte> payload)
    {
        var flags = Flags(payload);
        var at = Fixed;
        foreach (var before in (ReadOnlySpan<ushort>)[ContentType, ContentEncoding])
        {
            if ((flags & before) != 0)
            {
                if (at >= payload.Length)
                {
                    return -1;
                }

                at += 1 + payload[at];
            }
        }

        return at;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> bytes, int at, out int length)
    {
        length = 0;
        if (bytes.Length - at < 4)
        {
            return false;
        }

        var read = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
        length = (int)Math.Min(read, int.MaxValue);
        return read <= bytes.Length - at - 4;
    }

    private static string? FaultOfTable(ReadOnlySpan<byte> table, int levels)
    {
        if (levels == 0)
        {
            return TooDeep;
        }

        while (!table.IsEmpty)
        {
            var name = 1 + table[0];
            if (name >= table.Length)
            {
                return TooShort;
            }

            if (FaultOfValue(table[name..], levels, out var value) is { } fault)
            {
                return fault;
            }

            table = table[(name + value)..];
        }

        return null;
    }

    private static string? FaultOfList(ReadOnlySpan<byte> list, int levels)
    {
        if (levels == 0)
        {
            return TooDeep;
        }

        while (!list.IsEmpty)
        {
            if (FaultOfValue(list, levels, out var value) is { } fault)
            {
                return fault;
            }

            list = list[value..];
        }

        return null;
    }

    private static string? FaultOfValue(ReadOnlySpan<byte> bytes, int levels, out int size)
    {
        size = 0;
        var kind = (char)bytes[0];
        var contents = 0;
        if (kind is 'S' or 'x' or 'F' or 'A')
        {
            if (!TryReadLength(bytes, 1, out contents))
            {
                return TooShort;
            }

            contents += 4;
        }
        else
        {
            contents = kind switch
            {
                'V' => 0,
                't' or 'b' or 'B' => 1,
                's' or 'u' => 2,
                'I' or 'i' or 'f' => 4,
                'D' => 5,
                'l' or 'd' or 'T' => 8,
                _ => -1,
            };
            if (contents < 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"one has a value of the kind 0x{(int)kind:X2}, which is not known");
            }
        }

        size = 1 + contents;
        if (size > bytes.Length)
        {
            return TooShort;
        }

        return kind switch
        {
            'D' when bytes[1] > MostDecimals => string.Create(
                CultureInfo.InvariantCulture, $"one has a decimal of scale {bytes[1]}, and {MostDecimals} is the most that can be read"),
            'F' => FaultOfTable(bytes[5..size], levels - 1),
            'A' => FaultOfList(bytes[5..size], levels - 1),
            _ => null,
        };
    }

    private static string TooDeep => string.Create(CultureInfo.InvariantCulture, $"they are nested deeper than {MostLevels} levels");

    private static byte[] Marker(string fault)
    {
        var text = Encoding.UTF8.GetBytes(fault);
        var entry = 1 + Unreadable.Length + 1 + 4 + text.Length;
        var table = new byte[4 + entry];
        BinaryPrimitives.WriteInt32BigEndian(table, entry);
        table[4] = (byte)Unreadable.Length;
        Encoding.ASCII.GetBytes(Unreadable, table.AsSpan(5));
        var at = 5 + Unreadable.Length;
        table[at] = (byte)'S';
        BinaryPrimitives.WriteInt32BigEndian(table.AsSpan(at + 1), text.Length);
        text.CopyTo(table.AsSpan(at + 5));
        return table;
    }
}
