using BenchmarkDotNet.Attributes;
using Ponos.Retry;

namespace Ponos.Benchmarks.Micro;

/// <summary>An attempt inside retry and timeout, without what it runs.</summary>
public class InvokeBenchmarks
{
    private readonly AttemptPipeline _pipeline = new(
        new RetryPolicy(5, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), Backoff.Exponential, Jitter: true, TimeSpan.FromSeconds(1), _ => FailureAction.Retry),
        TimeSpan.FromMinutes(10),
        TimeProvider.System);

    private readonly Succeeding _attempt = new();

    [Benchmark]
    public async Task<bool> Invoke() => await _pipeline.RunAsync(_attempt, CancellationToken.None) is null;

    private sealed class Succeeding : IAttempt
    {
        public Task RunAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public bool RetryInProcess(Exception exception) => false;

        public ValueTask WaitForRetryAsync() => ValueTask.CompletedTask;
    }
}
