namespace Ponos.Delivery;

/// <summary>The keys of the jobs that one handler handled last, within a bound. Forgets with the process.</summary>
internal sealed class MemoryInbox(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<JobKey, int> _handled = [];
    private readonly Dictionary<JobKey, TaskCompletionSource?> _running = [];
    private readonly Queue<JobKey> _order = new();

    /// <summary>Begins a job. A delivery of a job that is running at this moment waits for how that ends.</summary>
    /// <returns>Whether it is to be handled; <see langword="false"/> when it was before.</returns>
    public async ValueTask<bool> BeginAsync(JobKey job, JobSlot slot)
    {
        while (true)
        {
            Task running;
            lock (_lock)
            {
                if (_handled.ContainsKey(job))
                {
                    return false;
                }

                if (!_running.TryGetValue(job, out var other))
                {
                    _running.Add(job, null);
                    return true;
                }

                // Only now does somebody wait: a job that comes once, as nearly all do, costs no source.
                other ??= _running[job] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                running = other.Task;
            }

            await slot.WaitAsync(running);
        }
    }

    /// <summary>Whether a job was handled under this key.</summary>
    public bool Knows(JobKey job)
    {
        lock (_lock)
        {
            return _handled.ContainsKey(job);
        }
    }

    /// <summary>Whether the job that was handled under this key had another body, so that one of the two was no duplicate.</summary>
    public bool KnowsOther(JobKey job, ReadOnlyMemory<byte> body)
    {
        var hash = HashOf(body);
        lock (_lock)
        {
            return _handled.TryGetValue(job, out var known) && known != hash;
        }
    }

    /// <summary>Ends a job that was begun.</summary>
    public void End(JobKey job, bool handled, ReadOnlyMemory<byte> body = default)
    {
        TaskCompletionSource? waiting;
        var hash = handled ? HashOf(body) : 0;
        lock (_lock)
        {
            _running.Remove(job, out waiting);
            if (handled && _handled.TryAdd(job, hash))
            {
                _order.Enqueue(job);
                if (_order.Count > capacity)
                {
                    _handled.Remove(_order.Dequeue());
                }
            }
        }

        waiting?.TrySetResult();
    }

    private static int HashOf(ReadOnlyMemory<byte> body)
    {
        var hash = new HashCode();
        hash.AddBytes(body.Span);
        return hash.ToHashCode();
    }
}
