using System.Buffers;
using System.Numerics;

namespace Ponos.Schema.Rules;

/// <summary>
/// Verdicts of (subschema, value), kept by runs that repeat themselves. With it a run costs at most one evaluation for each
/// pair of a subschema's use and a value, where recursion through alternatives would otherwise cost a power of the depth.
/// </summary>
internal sealed class VerdictMemory
{
    private const int FirstSize = 4096;

    // A slot holds the key plus one, doubled, and the verdict in the lowest bit; zero is free.
    private ulong[] _slots;
    private int _mask;
    private int _used;

    private VerdictMemory()
    {
        _slots = RentClear(FirstSize);
        _mask = FirstSize - 1;
    }

    public static VerdictMemory Rent() => new();

    public bool TryGet(int node, int at, out bool valid)
    {
        var slot = _slots[Probe(Key(node, at))];
        valid = (slot & 1) != 0;
        return slot != 0;
    }

    public void Set(int node, int at, bool valid)
    {
        if (_used > _mask / 2)
        {
            Grow();
        }

        var key = Key(node, at);
        var slot = Probe(key);
        _used += _slots[slot] == 0 ? 1 : 0;
        _slots[slot] = (key << 1) | (valid ? 1UL : 0UL);
    }

    public void Return() => ArrayPool<ulong>.Shared.Return(_slots);

    private static ulong Key(int node, int at) => (((ulong)(uint)node << 31) | (uint)at) + 1;

    private static ulong[] RentClear(int size)
    {
        var rented = ArrayPool<ulong>.Shared.Rent(size);
        rented.AsSpan(0, size).Clear();
        return rented;
    }

    private int Probe(ulong key)
    {
        var slot = (int)((key * 0x9E3779B97F4A7C15UL) >> 32) & _mask;
        while (_slots[slot] != 0 && _slots[slot] >> 1 != key)
        {
            slot = (slot + 1) & _mask;
        }

        return slot;
    }

    private void Grow()
    {
        var old = _slots;
        var oldSize = _mask + 1;
        _slots = RentClear((int)BitOperations.RoundUpToPowerOf2((uint)oldSize * 4));
        _mask = (oldSize * 4) - 1;
        foreach (var slot in old.AsSpan(0, oldSize))
        {
            if (slot != 0)
            {
                _slots[Probe(slot >> 1)] = slot;
            }
        }

        ArrayPool<ulong>.Shared.Return(old);
    }
}
