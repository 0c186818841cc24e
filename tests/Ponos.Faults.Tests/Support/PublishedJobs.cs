using System.Collections.Concurrent;

namespace Ponos.Faults.Tests.Support;

/// <summary>What became of each publish, by id: confirmed, unknown, or not taken with the error.</summary>
internal sealed class PublishedJobs
{
    private readonly ConcurrentDictionary<string, (TimeSpan Began, TimeSpan Confirmed)> _confirmed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Exception> _unknown = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Exception> _notTaken = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TimeSpan> _pending = new(StringComparer.Ordinal);

    public ICollection<string> Confirmed => _confirmed.Keys;

    /// <summary>The connection was lost or the deadline passed: the broker may have them.</summary>
    public IReadOnlyDictionary<string, Exception> Unknown => _unknown;

    public IReadOnlyDictionary<string, Exception> NotTaken => _notTaken;

    /// <summary>Those whose publisher still waits.</summary>
    public ICollection<string> Pending => _pending.Keys;

    /// <summary>The longest time in which nothing was confirmed.</summary>
    public TimeSpan LongestGap
    {
        get
        {
            var longest = TimeSpan.Zero;
            TimeSpan? before = null;
            foreach (var at in _confirmed.Values.Select(times => times.Confirmed).Order())
            {
                longest = before is { } last && at - last > longest ? at - last : longest;
                before = at;
            }

            return longest;
        }
    }

    /// <summary>Publishes and keeps what became of it.</summary>
    public async Task PublishAsync(string id, Func<Task> publish)
    {
        var began = Clock.Now;
        _pending[id] = began;
        try
        {
            await publish();
            _confirmed[id] = (began, Clock.Now);
        }
        catch (BrokerUnavailableException exception) when (exception.MayHaveBeenTaken)
        {
            _unknown[id] = exception;
        }
        catch (PublishException exception)
        {
            _notTaken[id] = exception;
        }
        finally
        {
            _pending.Remove(id, out _);
        }
    }

    /// <summary>The confirmed ones whose publish began at a time or later.</summary>
    public IEnumerable<string> ConfirmedSince(TimeSpan since) => _confirmed.Where(job => job.Value.Began >= since).Select(job => job.Key);
}
