namespace Ponos.Control;

/// <summary>What a process answers to over the broker.</summary>
public enum ControlLevel
{
    /// <summary>Nothing: it has no queue for questions.</summary>
    Off,

    /// <summary>Questions.</summary>
    Describe,

    /// <summary>Questions and orders.</summary>
    Full,
}
