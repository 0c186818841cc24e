using System.Diagnostics.CodeAnalysis;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Publishes that no channel has taken yet, first come, first served. Not safe for several threads: its lane holds a lock.
/// </summary>
internal sealed class WaitingLine
{
    private const int PruneFrom = 1_000;

    private readonly Queue<PendingPublish> _line = new();
    private int _pruneAt = PruneFrom;

    public int Count => _line.Count;

    public void Enqueue(PendingPublish pending)
    {
        if (_line.Count >= _pruneAt)
        {
            Prune();
        }

        _line.Enqueue(pending);
    }

    /// <summary>The next one whose caller has not given up, begun to be written.</summary>
    public bool TryTake([NotNullWhen(true)] out PendingPublish? pending)
    {
        while (_line.TryDequeue(out pending))
        {
            if (pending.TryBeginWrite())
            {
                return true;
            }

            pending.Release();
        }

        return false;
    }

    public void Clear(List<PendingPublish> left)
    {
        left.AddRange(_line);
        _line.Clear();
    }

    /// <summary>Drops those whose callers gave up: an outage of hours must not gather what was sent in it.</summary>
    private void Prune()
    {
        for (var i = _line.Count; i > 0; i--)
        {
            var pending = _line.Dequeue();
            if (pending.IsCompleted)
            {
                pending.Release();
            }
            else
            {
                _line.Enqueue(pending);
            }
        }

        _pruneAt = Math.Max(PruneFrom, _line.Count * 2);
    }
}
