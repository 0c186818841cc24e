using System.Collections;
using Ponos.Diagnostics;

namespace Ponos.Delivery;

/// <summary>What every log line of a handler carries: service, queue, job, message id, tid, attempt.</summary>
internal sealed class JobLogScope(IncomingJob job) : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>The attempt that runs now.</summary>
    public int Attempt { get; set; } = job.Tries.Attempt;

    public int Count => 6;

    // Both may be a stranger's text.
    private string? Tid => Shown(job.Tid?.ToString());

    private string? MessageId => Shown(job.MessageId);

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("Service", job.Plan.Service),
        1 => new("Queue", job.Plan.Queue),
        2 => new("Job", job.Name),
        3 => new("Tid", Tid),
        4 => new("Attempt", Attempt),
        5 => new("MessageId", MessageId),
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

    public override string ToString() => $"{job.Plan.Queue} id:{MessageId} tid:{Tid} attempt:{Attempt}";

    private static string? Shown(string? text) => text is null ? null : ForeignText.Name(text).ToString();
}
