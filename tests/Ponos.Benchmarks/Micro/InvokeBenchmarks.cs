using BenchmarkDotNet.Attributes;
using Ponos.Retry;

namespace Ponos.Benchmarks.Micro;

/// <summary>An attempt inside its timeout, without what it runs.</summary>
public class InvokeBenchmarks
{
    private readonly AttemptPipeline _pipeline = new(TimeSpan.FromMinutes(10), TimeProvider.System);
    private readonly Succeeding _attempt = new();

    [Benchmark]
    public async Task<bool> Invoke() => (await _pipeline.RunAsync(_attempt, CancellationToken.None)).Error is null;

    private sealed class Succeeding : Attempt
    {
        public override Task RunAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
