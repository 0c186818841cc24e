namespace Ponos.Delivery;

/// <summary>How long something took the last times, in a ring. Two that write at once may lose one: nobody counts by it.</summary>
internal sealed class LastTimes
{
    private const int Kept = 1024;

    private readonly float[] _seconds = new float[Kept];
    private int _next;

    public void Add(TimeSpan time)
    {
        // What two clocks say of one wait can be negative.
        var index = (uint)Interlocked.Increment(ref _next) - 1;
        Volatile.Write(ref _seconds[index % Kept], Math.Max(0f, (float)time.TotalSeconds));
    }

    /// <summary>The times, sorted; in seconds.</summary>
    public float[] Sorted()
    {
        var written = Volatile.Read(ref _next);
        var times = _seconds.AsSpan(0, written is >= 0 and < Kept ? written : Kept).ToArray();
        Array.Sort(times);
        return times;
    }
}
