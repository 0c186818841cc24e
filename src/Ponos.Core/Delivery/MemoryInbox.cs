namespace Ponos.Delivery;

/// <summary>The ids of the jobs that one handler handled last, within a bound. Forgets with the process.</summary>
internal sealed class MemoryInbox(int capacity)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _handled = new(StringComparer.Ordinal);
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
                if (_handled.Contains(messageId))
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

    /// <summary>Ends a job that was begun.</summary>
    public void End(string messageId, bool handled)
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            _running.Remove(messageId, out waiting);
            if (handled && _handled.Add(messageId))
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
}
