using System.Buffers;
using System.Numerics;

namespace Ponos.Schema.Text;

/// <summary>
/// The names of one large object, in rented memory. Its hash is seeded anew in each process: nobody outside can choose
/// names that collide.
/// </summary>
internal readonly ref struct NameSet
{
    private readonly int[] _slots;
    private readonly int _mask;

    public NameSet(int capacity)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 8) * 2);
        _slots = ArrayPool<int>.Shared.Rent(size);
        _mask = size - 1;
        _slots.AsSpan(0, size).Clear();
    }

    /// <summary>Adds the name at an index.</summary>
    /// <returns>The index of the same name added before, or -1.</returns>
    public int Add(in JsonView view, int name)
    {
        var bytes = view.Bytes(name);
        var slot = Probe(in view, bytes);
        var found = _slots[slot] - 1;
        if (found < 0)
        {
            _slots[slot] = name + 1;
        }

        return found;
    }

    /// <summary>The index of a name that was added, or -1.</summary>
    public int Find(in JsonView view, ReadOnlySpan<byte> name) => _slots[Probe(in view, name)] - 1;

    public void Dispose() => ArrayPool<int>.Shared.Return(_slots);

    private int Probe(in JsonView view, ReadOnlySpan<byte> name)
    {
        var hash = default(HashCode);
        hash.AddBytes(name);
        var slot = hash.ToHashCode() & _mask;
        while (_slots[slot] != 0 && !view.Bytes(_slots[slot] - 1).SequenceEqual(name))
        {
            slot = (slot + 1) & _mask;
        }

        return slot;
    }
}
