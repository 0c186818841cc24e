using System.Collections.Concurrent;

namespace Khronos.Replication;

/// <summary>
/// Who stands by, as far as a leader hears: each asks for the token when it joins and now and then. One that is not heard
/// again is forgotten.
/// </summary>
internal sealed class Standbys(TimeProvider time, TimeSpan forgetAfter)
{
    private const int Most = 100;

    private const int LongestName = 200;

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

    /// <summary>
    /// Takes note of one; beyond <see cref="Most"/> only of those that are known, since anybody may call himself anything.
    /// </summary>
    public void Hear(LeaseToken question)
    {
        var holder = question.Holder is { Length: <= LongestName } name ? name : "unknown";
        if (_heardAt.Count < Most || _heardAt.ContainsKey(holder) || Names.Count < Most)
        {
            _heardAt[holder] = time.GetTimestamp();
        }
    }
}
