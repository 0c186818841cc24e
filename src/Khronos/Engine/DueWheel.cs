using System.Buffers;

namespace Khronos.Engine;

/// <summary>
/// A hashed timing wheel: entries that are due later, in slots of a tenth of a second and in no order within one. An entry
/// is added at the end of its slot, which is far less work than a place in order among all of them; entries of later
/// turns share the slot and stay when the others leave.
/// </summary>
internal sealed class DueWheel
{
    /// <summary>A slot is 2^20 ticks wide: 105 ms.</summary>
    private const int Shift = 20;

    /// <summary>A power of two. A turn takes 107 s.</summary>
    private const int Slots = 1024;

    private static readonly Place Nowhere = new(-1, 0);

    private readonly Slot[] _slots = new Slot[Slots];
    private Place[] _places = [];
    private long _next;

    public int Count { get; private set; }

    /// <summary>Whether an entry belongs here: its slot is not closed yet.</summary>
    public bool Takes(long due) => due >> Shift >= _next;

    /// <summary>Adds an entry that belongs here, whose id must not be here.</summary>
    public void Add(DueNode node)
    {
        if (node.Id >= _places.Length)
        {
            var known = _places.Length;
            Array.Resize(ref _places, Math.Max(16, Math.Max(node.Id + 1, known * 2)));
            Array.Fill(_places, Nowhere, known, _places.Length - known);
        }

        var number = (int)(node.Due >> Shift) & (Slots - 1);
        ref var slot = ref _slots[number];
        _places[node.Id] = new Place(number, slot.Count);
        slot.Add(node);
        Count++;
    }

    /// <summary>Takes an entry out, if it is here.</summary>
    public void Remove(int id)
    {
        if (id < _places.Length && _places[id] is var place && place != Nowhere)
        {
            RemoveAt(ref _slots[place.Slot], place);
        }
    }

    /// <summary>
    /// Closes the slots up to the one behind a time: what is due in them goes to the heap. The heap has it a slot's width
    /// before it is due, so that no tick waits for that.
    /// </summary>
    public void TurnTo(long now, DueHeap heap)
    {
        var last = (now >> Shift) + 1;
        // One turn passes every slot.
        for (_next = Math.Max(_next, last - Slots + 1); _next <= last; _next++)
        {
            ref var slot = ref _slots[_next & (Slots - 1)];
            for (var i = slot.Count - 1; i >= 0; i--)
            {
                var node = slot[i];
                if (node.Due >> Shift <= last)
                {
                    RemoveAt(ref slot, _places[node.Id]);
                    heap.Add(node);
                }
            }
        }
    }

    /// <summary>When the next slot is to be closed that has an entry, which may be of a later turn; there must be one.</summary>
    public long NextTurnAt()
    {
        var number = _next;
        while (_slots[number & (Slots - 1)].Count == 0)
        {
            number++;
        }

        return (number - 1) << Shift;
    }

    public void Clear()
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            slot.Clear();
        }

        Array.Fill(_places, Nowhere);
        Count = 0;
    }

    private void RemoveAt(ref Slot slot, Place place)
    {
        _places[slot[place.Index].Id] = Nowhere;
        if (slot.TakeOut(place.Index) is { } moved)
        {
            _places[moved.Id] = place;
        }

        Count--;
    }

    private readonly record struct Place(int Slot, int Index);

    /// <summary>The entries of a slot. Slots fill and empty in turn, so their arrays go from one to the next.</summary>
    private struct Slot
    {
        private DueNode[]? _nodes;

        public int Count { get; private set; }

        public readonly DueNode this[int index] => _nodes![index];

        public void Add(DueNode node)
        {
            if (_nodes is null || Count == _nodes.Length)
            {
                var larger = ArrayPool<DueNode>.Shared.Rent(Math.Max(16, Count * 2));
                _nodes.AsSpan().CopyTo(larger);
                Release();
                _nodes = larger;
            }

            _nodes[Count++] = node;
        }

        /// <summary>Takes an entry out, and puts the last into its place.</summary>
        /// <returns>The entry that was moved, if one was.</returns>
        public DueNode? TakeOut(int index)
        {
            if (--Count > index)
            {
                return _nodes![index] = _nodes[Count];
            }

            if (Count == 0)
            {
                Release();
            }

            return null;
        }

        public void Clear()
        {
            Count = 0;
            Release();
        }

        private void Release()
        {
            if (_nodes is { } nodes)
            {
                _nodes = null;
                ArrayPool<DueNode>.Shared.Return(nodes);
            }
        }
    }
}
