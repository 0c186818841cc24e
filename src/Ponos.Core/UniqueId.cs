using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ponos;

/// <summary>
/// New ids from the system's random numbers, fetched for many ids at once: a call into the system for each would be a good
/// part of what a publish costs.
/// </summary>
internal static class UniqueId
{
    private const int Size = 16;
    private const int Fetched = 64 * Size;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _used;

    /// <summary>A UUID of version 4 (RFC 9562, section 5.4).</summary>
    public static Guid Random()
    {
        Span<byte> id = stackalloc byte[Size];
        Fill(id);
        return Stamp(id, version: 4);
    }

    /// <summary>
    /// A UUID of version 7 (RFC 9562, section 5.7): it begins with the time, in milliseconds, so ids sort as they were made.
    /// </summary>
    public static Guid Ordered(DateTimeOffset now)
    {
        Span<byte> id = stackalloc byte[Size];
        Fill(id);
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, now.ToUnixTimeMilliseconds());
        time[2..].CopyTo(id);
        return Stamp(id, version: 7);
    }

    private static Guid Stamp(Span<byte> id, int version)
    {
        id[6] = (byte)((id[6] & 0x0F) | (version << 4));
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }

    private static void Fill(Span<byte> id)
    {
        if (_random is not { } random)
        {
            random = _random = new byte[Fetched];
            _used = Fetched;
        }

        if (_used == Fetched)
        {
            RandomNumberGenerator.Fill(random);
            _used = 0;
        }

        random.AsSpan(_used, Size).CopyTo(id);
        _used += Size;
    }
}
