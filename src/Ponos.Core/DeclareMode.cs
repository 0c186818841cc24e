namespace Ponos;

/// <summary>Whether a service declares its queues and exchanges.</summary>
public enum DeclareMode
{
    /// <summary>Declares them. Needs the permission to configure.</summary>
    Active,

    /// <summary>Only checks that they are there, for a worker without the permission to configure.</summary>
    Passive,
}
