namespace Ponos.Control;

/// <summary>An operator did something. Listen to it with <c>[Event("ponos.operation.performed")]</c>.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who, as far as they were named.</param>
/// <param name="Operation">
/// What: <c>pause</c>, <c>resume</c>, <c>cancel</c>, <c>concurrency</c>, <c>replay</c>,
/// <c>replace</c>, <c>drop</c>, <c>publish</c>.
/// </param>
/// <param name="Service">The service that it was done to; empty for an event that was published.</param>
/// <param name="JobName">The job's name, or the pattern.</param>
/// <param name="Target">What it was done to, more closely: an instance, a message id; empty for all.</param>
/// <param name="Count">How many jobs or processes it was done to.</param>
/// <param name="Outcome">What came of it: a sentence.</param>
public sealed record OperationPerformed(
    DateTimeOffset At, string By, string Operation, string Service, string JobName, string Target, int Count, string Outcome)
{
    /// <summary>The event's name.</summary>
    public const string EventName = Topology.QueueNames.OperationPerformed;
}
