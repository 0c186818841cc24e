namespace Khronos.Engine;

/// <summary>A binary min-heap of schedules by their due time. Each schedule knows its place, so one can be moved or taken out at once.</summary>
internal sealed class DueHeap
{
    private ScheduleRun[] _items = new ScheduleRun[16];

    public int Count { get; private set; }

    public ScheduleRun? First => Count == 0 ? null : _items[0];

    /// <summary>Puts a schedule in, or moves it to where its due time belongs now; one that is never due again is taken out.</summary>
    public void Place(ScheduleRun run)
    {
        if (run.DueAt is null)
        {
            Remove(run);
            return;
        }

        if (run.HeapIndex < 0)
        {
            if (Count == _items.Length)
            {
                Array.Resize(ref _items, Count * 2);
            }

            Put(run, Count++);
        }

        Up(run.HeapIndex);
        Down(run.HeapIndex);
    }

    public void Remove(ScheduleRun run)
    {
        var hole = run.HeapIndex;
        if (hole < 0)
        {
            return;
        }

        run.HeapIndex = -1;
        var last = _items[--Count];
        _items[Count] = null!;
        if (hole < Count)
        {
            Put(last, hole);
            Up(hole);
            Down(last.HeapIndex);
        }
    }

    public void Clear()
    {
        Array.Clear(_items, 0, Count);
        Count = 0;
    }

    private void Up(int index)
    {
        var run = _items[index];
        while (index > 0 && run.DueAt < _items[(index - 1) / 2].DueAt)
        {
            Put(_items[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }

        Put(run, index);
    }

    private void Down(int index)
    {
        var run = _items[index];
        while ((2 * index) + 1 < Count)
        {
            var child = (2 * index) + 1;
            if (child + 1 < Count && _items[child + 1].DueAt < _items[child].DueAt)
            {
                child++;
            }

            if (run.DueAt <= _items[child].DueAt)
            {
                break;
            }

            Put(_items[child], index);
            index = child;
        }

        Put(run, index);
    }

    private void Put(ScheduleRun run, int index)
    {
        _items[index] = run;
        run.HeapIndex = index;
    }
}
