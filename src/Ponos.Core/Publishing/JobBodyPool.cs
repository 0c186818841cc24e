using System.Collections.Concurrent;

namespace Ponos.Publishing;

/// <summary>
/// Bodies that are done with, for the next publishes. The shared array pool keeps a few of a size; publishes that await
/// their confirms are hundreds.
/// </summary>
internal sealed class JobBodyPool
{
    private const int Kept = 1024;

    private readonly ConcurrentQueue<JobBody> _free = new();

    public JobBody Rent() => _free.TryDequeue(out var body) ? body : new JobBody(this);

    /// <summary>Takes one back, unless there are enough.</summary>
    public bool TryReturn(JobBody body)
    {
        if (_free.Count >= Kept)
        {
            return false;
        }

        _free.Enqueue(body);
        return true;
    }
}
