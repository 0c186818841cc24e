namespace Ponos.Commands.Preflight;

/// <summary>Where a job waits.</summary>
internal enum JobPlace
{
    /// <summary>In its handler's queue.</summary>
    Ready,

    /// <summary>On the delay levels.</summary>
    Delayed,

    /// <summary>Among those that are tried by themselves.</summary>
    Suspect,

    /// <summary>In the dead queue: a replay would bring it back.</summary>
    Dead,

    /// <summary>In the invalid queue: a replay would bring it back.</summary>
    Invalid,
}
