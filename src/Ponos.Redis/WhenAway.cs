namespace Ponos;

/// <summary>What becomes of jobs with a shared limit while Redis is away.</summary>
public enum WhenAway
{
    /// <summary>
    /// No job starts until Redis is back. One that holds a place which cannot be kept is cancelled before its place is
    /// another's, and goes back to its queue. No limit is ever exceeded.
    /// </summary>
    Wait,

    /// <summary>
    /// Each process goes by its part of the limit: the limit divided by the number of processes that Redis knew last. Work
    /// goes on, and a limit may be exceeded for a while: in the moments after Redis went, and where it is only cut off from
    /// some of the processes.
    /// </summary>
    Divide,
}
