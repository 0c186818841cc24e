namespace Ponos.Delivery;

/// <summary>
/// How long the oldest job of a queue waits: as long as the one that began last had, and what has passed since. Nobody
/// looks into the queue for it, for that would hand its jobs out once more.
/// </summary>
internal sealed class QueueAge(TimeProvider time)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _emptyAt = time.GetUtcNow();
    private DateTimeOffset _begunAt;
    private TimeSpan _waited;

    /// <summary>A job began that has come straight from its publisher.</summary>
    public void Began(DateTimeOffset published)
    {
        lock (_gate)
        {
            _begunAt = time.GetUtcNow();
            // A publisher's clock may be ahead.
            _waited = published < _begunAt ? _begunAt - published : TimeSpan.Zero;
        }
    }

    /// <summary>So many are ready.</summary>
    public TimeSpan Look(long ready)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (ready == 0)
            {
                _emptyAt = now;
                return TimeSpan.Zero;
            }

            // What is there came after it was seen empty.
            var most = now - _emptyAt;
            var known = _waited + (now - _begunAt);
            return _begunAt > _emptyAt && known < most ? known : most;
        }
    }
}
