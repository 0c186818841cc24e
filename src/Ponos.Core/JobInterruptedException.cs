namespace Ponos;

/// <summary>
/// A handler's word that its process may not handle the job now, though another may: the job goes back to its queue, and
/// the attempt does not count. For services that stop consuming at the same time; others would get it again at once.
/// </summary>
#pragma warning disable CA1064 // The worker server catches it; nobody else sees it.
internal class JobInterruptedException(string message) : Exception(message);
#pragma warning restore CA1064
