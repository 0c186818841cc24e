namespace Ponos;

/// <summary>
/// A handler's word that its job is to be tried again after a while, as a service asked for by <c>Retry-After</c>. The job
/// waits on the broker, without holding a slot.
/// </summary>
public class RetryLaterException : Exception
{
    /// <summary>Asks for another attempt.</summary>
    /// <param name="after">The least time until it. From zero to 30 days.</param>
    /// <param name="counts">
    /// Whether the attempt counts. One that does not never makes the job dead by itself; the waits of several in a row grow
    /// as those of failures do, and after <c>Retry:GiveUpAfter</c> the job is dead all the same.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not from zero to 30 days.</exception>
    public RetryLaterException(TimeSpan after, bool counts = false)
        : this(after, $"The handler asked for another attempt after {after}.", counts)
    {
    }

    /// <summary>Asks for another attempt, with a reason.</summary>
    /// <param name="after">The least time until it. From zero to 30 days.</param>
    /// <param name="message">Why; a person reads it in the log.</param>
    /// <param name="counts">Whether the attempt counts.</param>
    /// <param name="innerException">What showed it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not from zero to 30 days.</exception>
    public RetryLaterException(TimeSpan after, string message, bool counts = false, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(after, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(after, TimeSpan.FromDays(30));
        (After, Counts) = (after, counts);
    }

    /// <summary>The least time until the next attempt.</summary>
    public TimeSpan After { get; }

    /// <summary>Whether the attempt counts.</summary>
    public bool Counts { get; }
}
