namespace Ponos;

/// <summary>
/// A handler's word that a job breaks its contract in a way that the schema cannot say, such as a cron expression that
/// means nothing. The job is not tried again: it goes to <c>{queue}.invalid</c> with this exception's message as its
/// reason.
/// </summary>
public class BrokenContractException : Exception
{
    /// <summary>Refuses the job with a reason.</summary>
    /// <param name="message">What is wrong with the job; its publisher's people read it in the invalid queue.</param>
    public BrokenContractException(string message)
        : base(message)
    {
    }

    /// <summary>Refuses the job with a reason and its cause.</summary>
    /// <param name="message">What is wrong with the job; its publisher's people read it in the invalid queue.</param>
    /// <param name="innerException">What showed it.</param>
    public BrokenContractException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
