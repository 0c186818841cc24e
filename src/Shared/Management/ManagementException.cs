namespace Ponos.Management;

/// <summary>The broker's management did not answer as it should.</summary>
internal sealed class ManagementException(string message, bool isUnreached, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether it was not reached at all.</summary>
    public bool IsUnreached { get; } = isUnreached;
}
