namespace Ponos.Commands;

/// <summary>How a command ends. The tool <c>ponos</c> ends by the same numbers.</summary>
internal static class ExitCode
{
    /// <summary>It was answered, and nothing is to be done.</summary>
    public const int Fine = 0;

    /// <summary>It could not be answered or done.</summary>
    public const int Failed = 1;

    /// <summary>It was not understood.</summary>
    public const int Misused = 2;

    /// <summary>The broker, or its management, was not reached.</summary>
    public const int NotReached = 3;

    /// <summary>It was answered, and something is to be done.</summary>
    public const int Found = 4;
}
