namespace Ponos;

/// <summary>What a handler's exception means for its job.</summary>
public enum FailureAction
{
    /// <summary>Try again until the attempts are used up.</summary>
    Retry,

    /// <summary>The job can never succeed: it goes to the dead queue at once, as with <see cref="WorkerStopException"/>.</summary>
    Stop,

    /// <summary>The job breaks its contract: it goes to the invalid queue at once, as with <see cref="BrokenContractException"/>.</summary>
    Invalid,

    /// <summary>Try again without counting the attempt: the failure says nothing about the job.</summary>
    RetryUncounted,
}
