using System.Collections.Concurrent;

namespace Khronos.Replication;

/// <summary>
/// Who stands by, as far as a leader hears: each asks for the token when it joins and now and then. One that is not heard
/// again is forgotten.
/// </summary>
internal sealed class Standbys(TimeProvider time, TimeSpan forgetAfter)
{
    private readonly ConcurrentDictionary<string, long> _heardAt = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Names
    {
        get
        {
            foreach (var one in _heardAt.Where(one => time.GetElapsedTime(one.Value) > forgetAfter))
            {
                // Unless it was heard again meanwhile.
                _ = _heardAt.TryRemove(one);
            }

            return [.. _heardAt.Keys.Order(StringComparer.Ordinal)];
        }
    }

    public void Hear(LeaseToken question) => _heardAt[question.Holder ?? "unknown"] = time.GetTimestamp();
}
