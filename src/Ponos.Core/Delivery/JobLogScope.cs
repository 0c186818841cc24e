using System.Collections;

namespace Ponos.Delivery;

/// <summary>What every log line of a handler carries: service, queue, job, tid, attempt.</summary>
internal sealed class JobLogScope(JobRun run) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 5;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("Service", run.Handler.Service),
        1 => new("Queue", run.Handler.Queue),
        2 => new("Job", run.Name),
        3 => new("Tid", run.Tid.ToString()),
        4 => new("Attempt", run.Attempt),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{run.Handler.Queue} tid:{run.Tid} attempt:{run.Attempt}";
}
