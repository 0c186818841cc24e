namespace Ponos;

/// <summary>Whether a service declares its queues and exchanges.</summary>
public enum DeclareMode
{
    /// <summary>
    /// Declares them. Needs the permission to configure. The levels on which delayed jobs wait are declared when the first one is
    /// delayed.
    /// </summary>
    Active,

    /// <summary>Only checks that they are there, for a worker without the permission to configure.</summary>
    Passive,

    /// <summary>
    /// Like <see cref="Active"/>, and the levels on which delayed jobs wait are declared at the start, with their exits to this
    /// service's queues and events: for the start, once for each release, that prepares a broker for services that are
    /// <see cref="Passive"/>.
    /// </summary>
    Full,
}
