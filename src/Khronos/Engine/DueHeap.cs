namespace Khronos.Engine;

/// <summary>
/// A min-heap of schedules by their due time. The place of each is known, so one can be moved or taken out at once. Times and
/// places lie in arrays of numbers, four children beside each other: among very many schedules, each anywhere in memory, a
/// move touches none but the one that moves.
/// </summary>
internal sealed class DueHeap
{
    private const int Children = 4;

    private readonly Stack<int> _free = [];
    private Node[] _nodes = new Node[16];
    private ScheduleRun[] _runs = new ScheduleRun[16];
    private int[] _places = new int[16];

    public int Count { get; private set; }

    public ScheduleRun? First => Count == 0 ? null : _runs[_nodes[0].Slot];

    /// <summary>Puts a schedule in, or moves it to where its due time belongs now; one that is never due again is taken out.</summary>
    public void Place(ScheduleRun run)
    {
        if (run.DueAt is not { } due)
        {
            Remove(run);
            return;
        }

        if (run.HeapSlot < 0)
        {
            Take(run);
        }

        Fill(_places[run.HeapSlot], new Node(due.UtcTicks, run.HeapSlot));
    }

    public void Remove(ScheduleRun run)
    {
        if (run.HeapSlot < 0)
        {
            return;
        }

        var hole = _places[run.HeapSlot];
        _runs[run.HeapSlot] = null!;
        _free.Push(run.HeapSlot);
        run.HeapSlot = -1;
        var last = _nodes[--Count];
        if (hole < Count)
        {
            Fill(hole, last);
        }
    }

    /// <summary>How many are due. Each of them is looked at, one right after the other: the machine then has them at hand when their turn comes, and fetches several at a time.</summary>
    public int CountDue(DateTimeOffset now) => CountDue(0, now.UtcTicks);

    public void Clear()
    {
        Array.Clear(_runs);
        _free.Clear();
        Count = 0;
    }

    private int CountDue(int index, long now)
    {
        if (index >= Count || _nodes[index].Due > now)
        {
            return 0;
        }

        var count = _runs[_nodes[index].Slot].Schedule.IsPaused ? 0 : 1;
        for (var child = (index * Children) + 1; child <= (index * Children) + Children; child++)
        {
            count += CountDue(child, now);
        }

        return count;
    }

    /// <summary>Gives a schedule a slot, and the last place of the heap.</summary>
    private void Take(ScheduleRun run)
    {
        if (Count == _nodes.Length)
        {
            Array.Resize(ref _nodes, Count * 2);
            Array.Resize(ref _runs, Count * 2);
            Array.Resize(ref _places, Count * 2);
        }

        run.HeapSlot = _free.TryPop(out var slot) ? slot : Count;
        _runs[run.HeapSlot] = run;
        _places[run.HeapSlot] = Count++;
    }

    /// <summary>Puts a node into a hole, after the hole was moved to where the node belongs.</summary>
    private void Fill(int hole, Node node)
    {
        var index = Up(hole, node.Due);
        Put(node, index == hole ? Down(hole, node.Due) : index);
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

    private void Put(Node node, int index)
    {
        _nodes[index] = node;
        _places[node.Slot] = index;
    }

    private readonly record struct Node(long Due, int Slot);
}
