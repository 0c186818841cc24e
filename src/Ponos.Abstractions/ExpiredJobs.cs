namespace Ponos;

/// <summary>
/// What becomes of a job that had to begin before a time that is over. It is never run, and always logged,
/// counted and told to observers.
/// </summary>
public enum ExpiredJobs
{
    /// <summary>
    /// It goes to the dead queue with the reason <c>expired</c>, and can be replayed from there. The final handler hears of it.
    /// </summary>
    Park,

    /// <summary>It is acknowledged and gone.</summary>
    Drop,
}
