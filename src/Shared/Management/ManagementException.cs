namespace Ponos.Management;

/// <summary>The broker's management did not answer as it should.</summary>
#pragma warning disable CA1064 // A command says its message and ends; nobody else catches it.
internal sealed class ManagementException(string message, bool isUnreached, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Whether it was not reached at all.</summary>
    public bool IsUnreached { get; } = isUnreached;
}
