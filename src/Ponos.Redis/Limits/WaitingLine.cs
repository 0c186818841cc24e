using System.Threading.RateLimiting;

namespace Ponos.Redis.Limits;

/// <summary>The jobs of this process that wait, first come, first served. One that is cancelled leaves at once.</summary>
internal sealed class WaitingLine(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>For how long the first has waited; none where nobody waits.</summary>
    public TimeSpan? LongestWait
    {
        get
        {
            lock (_gate)
            {
                return _waiting.First is { } first ? time.GetElapsedTime(first.Value.Since) : null;
            }
        }
    }

    /// <summary>Joins the line.</summary>
    /// <param name="cancellationToken">Leaves it.</param>
    /// <param name="isFirst">Whether nobody waited before.</param>
    public Task<RateLimitLease> JoinAsync(CancellationToken cancellationToken, out bool isFirst)
    {
        var waiter = new Waiter(time.GetTimestamp());
        var node = new LinkedListNode<Waiter>(waiter);
        // Before it stands in the line: whoever takes it out there unregisters it.
        waiter.Cancellation = cancellationToken.UnsafeRegister((_, token) => Leave(node, token), null);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            isFirst = _waiting.Count == 0;
            if (!cancellationToken.IsCancellationRequested)
            {
                _waiting.AddLast(node);
                return waiter.End;
            }
        }

        waiter.Cancel(cancellationToken);
        return waiter.End;
    }

    /// <summary>Takes the next; false when nobody waits any more.</summary>
    public bool TryTake(out Waiter waiter)
    {
        lock (_gate)
        {
            waiter = _waiting.First?.Value!;
            if (waiter is not null)
            {
                _waiting.RemoveFirst();
            }
        }

        waiter?.Cancellation.Unregister();
        return waiter is not null;
    }

    /// <summary>Takes the next, if it waits for that long.</summary>
    public bool TryTakeSince(TimeSpan stay, out Waiter waiter)
    {
        waiter = null!;
        return IsFirstHereFor(stay) && TryTake(out waiter);
    }

    /// <summary>Nobody joins any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    private bool IsFirstHereFor(TimeSpan stay)
    {
        lock (_gate)
        {
            return _waiting.First is { } first && time.GetElapsedTime(first.Value.Since) >= stay;
        }
    }

    private void Leave(LinkedListNode<Waiter> node, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (node.List is null)
            {
                return;
            }

            _waiting.Remove(node);
        }

        node.Value.Cancel(cancellationToken);
    }
}
