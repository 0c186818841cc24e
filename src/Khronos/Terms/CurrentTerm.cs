using Khronos.State;

namespace Khronos.Terms;

/// <summary>The term of this replica, while it leads.</summary>
internal sealed class CurrentTerm
{
    private Timekeeper? _timekeeper;

    /// <summary>Keeps the time; <see langword="null"/> while another replica does, or none.</summary>
    public Timekeeper? Timekeeper => Volatile.Read(ref _timekeeper);

    /// <exception cref="StandingByException">This replica does not lead: the job that met this goes back to its queue.</exception>
    public Timekeeper Demand() => Timekeeper ?? throw new StandingByException("another one does, or none");

    public void Begin(Timekeeper timekeeper) => Volatile.Write(ref _timekeeper, timekeeper);

    public void End() => Volatile.Write(ref _timekeeper, null);
}
