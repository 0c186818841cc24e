namespace Ponos.Benchmarks.Contestants;

/// <summary>What a contestant is to do next.</summary>
/// <param name="Work">What.</param>
/// <param name="Queues">On which type of queue.</param>
/// <param name="Jobs">How many jobs; a tenth of them may come before measuring begins.</param>
/// <param name="Concurrency">Jobs at a time, where it consumes.</param>
/// <param name="Fails">Whether each job fails once.</param>
/// <param name="Rate">Jobs a second, where latency is measured.</param>
/// <param name="Callers">How many publish, each awaiting its own; 0 for one that has many on their way.</param>
/// <param name="IsFirst">Whether these are the first jobs of the process: nothing is left out.</param>
internal sealed record Order(
    Work Work, QueueType Queues, int Jobs, int Concurrency = 1, bool Fails = false, int Rate = 0, int Callers = 0, bool IsFirst = false)
{
    /// <summary>
    /// The jobs that come before measuring begins. Of jobs that fail nothing is left out: a queue may hand out all of them
    /// before any for the second time.
    /// </summary>
    public int Ramp => Fails || IsFirst ? 0 : Callers > 0 ? Jobs * 2 / 7 : Jobs / 10;
}

/// <summary>What can be measured.</summary>
internal enum Work
{
    Publish,
    Consume,
    Latency,
}
