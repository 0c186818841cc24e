using Khronos.Naming;
using Khronos.Schedules;
using Ponos;

namespace Khronos.Book;

/// <summary>The exchanges of events whose schedules are gone, until they are removed. Guarded by the book.</summary>
internal sealed class LeftExchanges
{
    private readonly HashSet<string> _events = new(StringComparer.Ordinal);

    /// <summary>A schedule is gone. The events that are built in somewhere stay.</summary>
    public void Add(ScheduleName name)
    {
        if (!BuiltInSchedules.Has(name))
        {
            _ = _events.Add(name.EventName);
        }
    }

    /// <summary>A schedule is there again.</summary>
    public void Keep(ScheduleName name) => _ = _events.Remove(name.EventName);

    /// <summary>Removes one of them, unless somebody listens to it.</summary>
    /// <returns>Whether there may be more.</returns>
    /// <exception cref="TopologyMismatchException">The broker does not let Khronos.</exception>
    public async Task<bool> RemoveNextAsync(EventExchanges exchanges, CancellationToken cancellationToken)
    {
        if (_events.FirstOrDefault() is not { } next)
        {
            return false;
        }

        try
        {
            await exchanges.RemoveUnusedAsync(next, cancellationToken);
        }
        catch (TopologyMismatchException)
        {
            // What is not granted is not asked for again.
            _ = _events.Remove(next);
            throw;
        }

        return _events.Remove(next);
    }
}
