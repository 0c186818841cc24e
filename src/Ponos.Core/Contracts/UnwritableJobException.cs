using System.Diagnostics.CodeAnalysis;

namespace Ponos.Contracts;

/// <summary>
/// The serializer cannot write a job: a null where none may be, a loop, a value that JSON has not, a property that throws.
/// </summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public",
    Justification = "It never leaves the publisher, which knows the job's name and makes an InvalidJobException of it.")]
internal sealed class UnwritableJobException(string pointer, string message, Exception innerException) : Exception(message, innerException)
{
    /// <summary>Where in the job, as a JSON Pointer; empty where that is not known.</summary>
    public string Pointer => pointer;
}
