namespace Ponos.Transport;

/// <summary>
/// Counts the work that goes on by itself, and knows what of it waits. Whoever hands work on begins the next before it ends
/// its own: so a count that is zero says that nothing is left to do.
/// </summary>
internal sealed class WorkUnderway
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Task> _waits = new();
    private int _moving;
    private long _begun;
    private TaskCompletionSource? _none;
    private TaskCompletionSource? _still;

    /// <summary>How often anything began or went on so far, if nothing moves now; otherwise <see langword="null"/>.</summary>
    public long? BegunIfStill
    {
        get
        {
            lock (_lock)
            {
                return IsStill ? _begun : null;
            }
        }
    }

    /// <summary>A wait that is over is none, even while nobody has gone on from it yet. Under the lock.</summary>
    private bool IsStill => _moving == 0 && _waits.All(static wait => !wait.IsCompleted);

    public void Begin()
    {
        lock (_lock)
        {
            _moving++;
            _begun++;
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _moving--;
            Tell();
        }
    }

    /// <summary>Counts a task's work until it has completed.</summary>
    /// <returns>The task itself: it is complete before its work has ended.</returns>
    public Task Run(Task work)
    {
        Begin();
        _ = EndAfterAsync();
        return work;

        async Task EndAfterAsync()
        {
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            End();
        }
    }

    /// <summary>Waits, as a part of work that has begun, for what the clock or other work will complete.</summary>
    /// <param name="wait">That itself, and nothing that follows it later: until it is complete, this work does not move.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task WaitAsync(Task wait, CancellationToken cancellationToken = default)
    {
        var standing = Stand(wait);
        try
        {
            await wait.WaitAsync(cancellationToken);
        }
        finally
        {
            GoOn(standing);
        }
    }

    /// <summary>Completes as soon as all that was begun has ended.</summary>
    public Task WhenNone()
    {
        lock (_lock)
        {
            return _moving + _waits.Count == 0 ? Task.CompletedTask : (_none ??= NewSource()).Task;
        }
    }

    /// <summary>Completes as soon as all that was begun has ended or waits.</summary>
    public Task WhenStill()
    {
        lock (_lock)
        {
            return IsStill ? Task.CompletedTask : (_still ??= NewSource()).Task;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LinkedListNode<Task> Stand(Task wait)
    {
        lock (_lock)
        {
            var standing = _waits.AddLast(wait);
            _moving--;
            Tell();
            return standing;
        }
    }

    private void GoOn(LinkedListNode<Task> standing)
    {
        lock (_lock)
        {
            _waits.Remove(standing);
            _moving++;
            _begun++;
        }
    }

    /// <summary>Under the lock.</summary>
    private void Tell()
    {
        if (_none is not null && _moving + _waits.Count == 0)
        {
            _none.TrySetResult();
            _none = null;
        }

        if (_still is not null && IsStill)
        {
            _still.TrySetResult();
            _still = null;
        }
    }
}
