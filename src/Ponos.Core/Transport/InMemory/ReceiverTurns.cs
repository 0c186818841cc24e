namespace Ponos.Transport.InMemory;

/// <summary>
/// Whose turn it is: a queue's receivers one after the other, as far as the prefetch of each goes; or only the first
/// come of them, with a single active consumer. Guarded by the queue's lock.
/// </summary>
internal sealed class ReceiverTurns(bool single)
{
    private readonly List<InMemoryReceiver> _receivers = [];
    private int _turn;

    public int Count => _receivers.Count;

    public void Add(InMemoryReceiver receiver) => _receivers.Add(receiver);

    public void Remove(InMemoryReceiver receiver) => _receivers.Remove(receiver);

    public void Clear() => _receivers.Clear();

    public bool SomeoneCanTake()
    {
        for (var i = 0; i < Eligible; i++)
        {
            if (_receivers[i].CanTake)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Who takes the next job; <see langword="null"/> when everyone has as many as their prefetch allows.</summary>
    public InMemoryReceiver? Next()
    {
        var eligible = Eligible;
        for (var i = 0; i < eligible; i++)
        {
            var turn = (_turn + i) % eligible;
            if (_receivers[turn].CanTake)
            {
                _turn = (turn + 1) % eligible;
                return _receivers[turn];
            }
        }

        return null;
    }

    private int Eligible => single ? Math.Min(1, _receivers.Count) : _receivers.Count;
}
