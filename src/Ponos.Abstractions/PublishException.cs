namespace Ponos;

/// <summary>A job was not published, or is not known to be. The derived types say why.</summary>
public class PublishException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="jobName">The name of the job that was to be published.</param>
    /// <param name="message">What is wrong and what to do about it.</param>
    /// <param name="innerException">What the broker's client said, if anything.</param>
    public PublishException(string jobName, string message, Exception? innerException = null)
        : base(message, innerException) => JobName = jobName;

    /// <summary>The name of the job that was to be published.</summary>
    public string JobName { get; }
}

/// <summary>The job's name or type is no declared contract of the service. Nothing was sent.</summary>
/// <param name="jobName">The name of the job that was to be published.</param>
/// <param name="message">What is wrong and what to do about it.</param>
public sealed class UndeclaredJobException(string jobName, string message) : PublishException(jobName, message);

/// <summary>The job breaks its contract's schema. Nothing was sent.</summary>
/// <param name="jobName">The name of the job that was to be published.</param>
/// <param name="message">What is wrong and what to do about it.</param>
/// <param name="violations">Each place where the job breaks its contract: JSON Pointer, keyword and a sentence. No values.</param>
/// <param name="innerException">What the serializer said of a job that it cannot write, or <see langword="null"/>.</param>
public sealed class InvalidJobException(
    string jobName, string message, IReadOnlyList<ContractViolation> violations, Exception? innerException = null)
    : PublishException(jobName, message, innerException)
{
    /// <summary>Each place where the job breaks its contract.</summary>
    public IReadOnlyList<ContractViolation> Violations { get; } = violations;
}

/// <summary>A task found no queue: no worker server of that service has ever declared it. The broker did not keep it.</summary>
/// <param name="jobName">The name of the job that was to be published.</param>
/// <param name="message">What is wrong and what to do about it.</param>
public sealed class UnroutableTaskException(string jobName, string message) : PublishException(jobName, message);

/// <summary>The broker refused the job, as a full queue does. It was not kept.</summary>
/// <param name="jobName">The name of the job that was to be published.</param>
/// <param name="message">What is wrong and what to do about it.</param>
public sealed class PublishRejectedException(string jobName, string message) : PublishException(jobName, message);

/// <summary>
/// The user that the service connects as may not write where the job goes. The broker did not take it, and takes none before
/// somebody grants the permission; the message says which.
/// </summary>
/// <param name="jobName">The name of the job that was to be published.</param>
/// <param name="message">What is wrong and what to do about it.</param>
public sealed class PublishForbiddenException(string jobName, string message) : PublishException(jobName, message);

/// <summary>
/// The job can never be sent as it is: an id that is too long, a header that has no form on the wire, more bytes than the
/// broker takes. It was not kept.
/// </summary>
/// <param name="jobName">The name of the job that was to be published.</param>
/// <param name="message">What is wrong and what to do about it.</param>
/// <param name="innerException">What the broker's client said, if anything.</param>
public sealed class UnsendableJobException(string jobName, string message, Exception? innerException = null)
    : PublishException(jobName, message, innerException);

/// <summary>
/// No broker could be reached, or it did not confirm in time. <see cref="MayHaveBeenTaken"/> says whether the job may
/// have been taken all the same.
/// </summary>
public sealed class BrokerUnavailableException : PublishException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="jobName">The name of the job that was to be published.</param>
    /// <param name="message">What is wrong and what to do about it.</param>
    /// <param name="mayHaveBeenTaken">Whether the broker may have taken the job without our knowing.</param>
    /// <param name="innerException">What the broker's client said, if anything.</param>
    public BrokerUnavailableException(string jobName, string message, bool mayHaveBeenTaken, Exception? innerException = null)
        : base(jobName, message, innerException) => MayHaveBeenTaken = mayHaveBeenTaken;

    /// <summary>
    /// Whether the job had been sent when the connection was lost or the deadline passed. Publishing it again with the
    /// same message id is then safe for consumers that have an inbox.
    /// </summary>
    public bool MayHaveBeenTaken { get; }
}
