using System.Buffers.Binary;

namespace Ponos.Schema.Text;

/// <summary>A cheap hash of a property name: its length and its first and last bytes. Equal names have equal hashes, no more.</summary>
internal static class NameHash
{
    public static int Of(ReadOnlySpan<byte> name)
    {
        ulong head;
        ulong tail;
        var length = name.Length;
        if (length >= 8)
        {
            head = BinaryPrimitives.ReadUInt64LittleEndian(name);
            tail = BinaryPrimitives.ReadUInt64LittleEndian(name[(length - 8)..]);
        }
        else if (length >= 4)
        {
            head = BinaryPrimitives.ReadUInt32LittleEndian(name);
            tail = BinaryPrimitives.ReadUInt32LittleEndian(name[(length - 4)..]);
        }
        else if (length > 0)
        {
            head = name[0];
            tail = ((ulong)name[length >> 1] << 8) | name[length - 1];
        }
        else
        {
            return 0;
        }

        var mixed = (head * 0x9E3779B97F4A7C15UL) ^ ((tail + (ulong)length) * 0xC2B2AE3D27D4EB4FUL);
        return (int)(mixed >> 32) ^ (int)mixed;
    }
}
