namespace Ponos.Delivery;

/// <summary>The ids of the jobs that one handler handled last, within a bound. Forgets with the process.</summary>
internal sealed class MemoryInbox(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _handled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource?> _running = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Begins a job. A delivery of a job that is running at this moment waits for how that ends.</summary>
    /// <returns>Whether it is to be handled; <see langword="false"/> when it was before.</returns>
    public async ValueTask<bool> BeginAsync(string messageId)
    {
        while (true)
        {
            Task running;
            lock (_lock)
            {
                if (_handled.ContainsKey(messageId))
                {
                    return false;
                }

                if (!_running.TryGetValue(messageId, out var other))
                {
                    _running.Add(messageId, null);
                    return true;
                }

                // Only now does somebody wait: a job that comes once, as nearly all do, costs no source.
                other ??= _running[messageId] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                running = other.Task;
            }

            await running;
        }
    }

    /// <summary>Whether a job was handled under this id.</summary>
    public bool Knows(string messageId)
    {
        lock (_lock)
        {
            return _handled.ContainsKey(messageId);
        }
    }

    /// <summary>Whether the job that was handled under this id had another body, so that one of the two was no duplicate.</summary>
    public bool KnowsOther(string messageId, ReadOnlyMemory<byte> body)
    {
        var hash = HashOf(body);
        lock (_lock)
        {
            return _handled.TryGetValue(messageId, out var known) && known != hash;
        }
    }

    /// <summary>Ends a job that was begun.</summary>
    public void End(string messageId, bool handled, ReadOnlyMemory<byte> body = default)
    {
        TaskCompletionSource? waiting;
        var hash = handled ? HashOf(body) : 0;
        lock (_lock)
        {
            _running.Remove(messageId, out waiting);
            if (handled && _handled.TryAdd(messageId, hash))
            {
                _order.Enqueue(messageId);
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
