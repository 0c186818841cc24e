namespace Ponos.Redis.Limits;

/// <summary>What a process says of itself to the script.</summary>
internal enum Mode
{
    /// <summary>It has never been here.</summary>
    New,

    /// <summary>It was here a moment ago, and Redis knows it, or has lost its memory.</summary>
    Joined,

    /// <summary>It tells what it remembers, and asks for nothing.</summary>
    Restoring,

    /// <summary>It goes.</summary>
    Leaving,
}
