namespace Khronos.Schedules;

/// <summary>When a schedule's instants are. A pure function of its definition: time is passed in, and only ever asked forward.</summary>
internal abstract class Rhythm
{
    /// <summary>The first instant later than <paramref name="after"/>, or <see langword="null"/> when there is none.</summary>
    public abstract DateTimeOffset? Next(DateTimeOffset after);

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
}
