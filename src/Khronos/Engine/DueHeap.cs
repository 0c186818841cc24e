namespace Khronos.Engine;

/// <summary>
/// A min-heap by due time. The place of each entry is known, so one can be taken out at once. Entries lie in an array of
/// numbers, four children beside each other: a move touches few lines of memory.
/// </summary>
internal sealed class DueHeap
{
    private const int Children = 4;
    private const int Nowhere = -1;

    private DueNode[] _nodes = new DueNode[16];
    private int[] _places = [];

    public int Count { get; private set; }

    /// <summary>The earliest entry; there must be one.</summary>
    public DueNode First => _nodes[0];

    /// <summary>Adds an entry, whose id must not be here.</summary>
    public void Add(DueNode node)
    {
        if (Count == _nodes.Length)
        {
            Array.Resize(ref _nodes, Count * 2);
        }

        if (node.Id >= _places.Length)
        {
            var known = _places.Length;
            Array.Resize(ref _places, Math.Max(16, Math.Max(node.Id + 1, known * 2)));
            Array.Fill(_places, Nowhere, known, _places.Length - known);
        }

        Put(node, Up(Count++, node.Due));
    }

    /// <summary>Takes the earliest entry out; there must be one.</summary>
    public DueNode TakeFirst()
    {
        var first = _nodes[0];
        RemoveAt(0);
        return first;
    }

    /// <summary>Takes an entry out, if it is here.</summary>
    public void Remove(int id)
    {
        if (id < _places.Length && _places[id] is var index && index != Nowhere)
        {
            RemoveAt(index);
        }
    }

    private void RemoveAt(int hole)
    {
        _places[_nodes[hole].Id] = Nowhere;
        var last = _nodes[--Count];
        if (hole < Count)
        {
            var index = Up(hole, last.Due);
            Put(last, index == hole ? Down(hole, last.Due) : index);
        }
    }

    private int Up(int hole, long due)
    {
        while (hole > 0 && due < _nodes[(hole - 1) / Children].Due)
        {
            Put(_nodes[(hole - 1) / Children], hole);
            hole = (hole - 1) / Children;
        }

        return hole;
    }

    private int Down(int hole, long due)
    {
        while ((hole * Children) + 1 < Count)
        {
            var earliest = EarliestOf((hole * Children) + 1);
            if (due <= _nodes[earliest].Due)
            {
                break;
            }

            Put(_nodes[earliest], hole);
            hole = earliest;
        }

        return hole;
    }

    private int EarliestOf(int first)
    {
        var end = Math.Min(first + Children, Count);
        var earliest = first;
        for (var child = first + 1; child < end; child++)
        {
            if (_nodes[child].Due < _nodes[earliest].Due)
            {
                earliest = child;
            }
        }

        return earliest;
    }

    private void Put(DueNode node, int index)
    {
        _nodes[index] = node;
        _places[node.Id] = index;
    }
}
