namespace Ponos;

/// <summary>
/// Runs each attempt of a handler in a resilience pipeline of the application's, registered under that key by
/// <c>AddResiliencePipeline</c> of Polly.Extensions, or as a keyed <c>ResiliencePipeline</c>. The handler's timeout is
/// around it. While a circuit breaker in it is open, the handler's queue is left alone for its break: no attempt is used,
/// health says why, and after the break one job goes first.
/// </summary>
/// <param name="pipeline">The key. One that is not registered fails the start.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ResilienceAttribute(string pipeline) : Attribute
{
    /// <summary>The key of the pipeline.</summary>
    public string Pipeline { get; } = pipeline;
}
