namespace Ponos;

/// <summary>
/// A handler's word that a job can never succeed. The job is not tried again: it goes to <c>{queue}.dead</c> with this
/// exception's message as its reason.
/// </summary>
public class WorkerStopException : Exception
{
    /// <summary>Stops the job with a reason.</summary>
    /// <param name="message">Why the job can never succeed; a person reads it in the dead queue.</param>
    public WorkerStopException(string message)
        : base(message)
    {
    }

    /// <summary>Stops the job with a reason and its cause.</summary>
    /// <param name="message">Why the job can never succeed; a person reads it in the dead queue.</param>
    /// <param name="innerException">What showed it.</param>
    public WorkerStopException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
