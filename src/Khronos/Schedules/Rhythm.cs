namespace Khronos.Schedules;

/// <summary>When a schedule's instants are. A pure function of its definition: time is passed in, and only ever asked forward.</summary>
internal abstract class Rhythm
{
    /// <summary>The first instant later than <paramref name="after"/>, or <see langword="null"/> when there is none.</summary>
    /// <exception cref="InvalidOperationException">
    /// The rhythm does not move forward: a fault of its own, which must not become an endless loop.
    /// </exception>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var next = InstantAfter(after);
        return next <= after ? throw new InvalidOperationException($"After {after:O} it comes to {next:O}, which is not later.") : next;
    }

    /// <summary>
    /// The latest instant within a time before <paramref name="upTo"/>, itself included, or
    /// <see langword="null"/> when there is none.
    /// </summary>
    /// <param name="upTo">The last time that counts.</param>
    /// <param name="within">How far before it an instant may lie.</param>
    public DateTimeOffset? Latest(DateTimeOffset upTo, TimeSpan within)
    {
        var found = Next(upTo - DateTimeOffset.MinValue > within ? upTo - within : DateTimeOffset.MinValue);
        if (found is not { } latest || latest > upTo)
        {
            return null;
        }

        // Halves the span, so that it takes no longer where instants are many.
        for (var end = upTo; Next(latest) is { } next && next <= upTo;)
        {
            var middle = latest + ((end - latest) / 2);
            (latest, end) = Next(middle) is { } behind && behind <= upTo ? (behind, end) : (next, middle);
        }

        return latest;
    }

    /// <summary>
    /// Which instant this is, counted from the rhythm's own beginning, or from <paramref name="anchor"/> where it has
    /// none. Two replicas that know the same schedule agree.
    /// </summary>
    public abstract long SequenceOf(DateTimeOffset instant, DateTimeOffset anchor);

    /// <summary>The instants from <paramref name="first"/>, which is one, to <paramref name="limit"/>.</summary>
    /// <param name="first">The first instant of the run.</param>
    /// <param name="limit">The last time that counts; not before <paramref name="first"/>.</param>
    /// <param name="keep">How many of the newest are kept one by one.</param>
    public virtual InstantRun Run(DateTimeOffset first, DateTimeOffset limit, int keep)
    {
        var newest = new Queue<DateTimeOffset>();
        var count = 0L;
        for (DateTimeOffset? instant = first; instant <= limit; instant = Next(instant.Value))
        {
            count++;
            if (newest.Count == keep)
            {
                _ = newest.Dequeue();
            }

            newest.Enqueue(instant.Value);
        }

        return new InstantRun(count, first, [.. newest]);
    }

    /// <summary>As <see cref="Next"/>, which looks that it is later.</summary>
    protected abstract DateTimeOffset? InstantAfter(DateTimeOffset after);
}
