using System.Diagnostics.CodeAnalysis;

namespace Ponos.Contracts;

/// <summary>
/// A validator cannot judge any job now, as when its licence allows no more validations. That says nothing of the job: it
/// goes back to its queue, and the queue waits.
/// </summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public",
    Justification = "It never leaves the worker server: consuming turns it into a pause, publishing into a PublishException.")]
internal sealed class ContractCheckUnavailableException(string message, Exception? innerException = null)
    : Exception(message, innerException);
