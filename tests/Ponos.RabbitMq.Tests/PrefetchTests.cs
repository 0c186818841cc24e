using System.Diagnostics;
using Ponos.Handlers;
using Ponos.RabbitMq.Tests.Support;

namespace Ponos.RabbitMq.Tests;

/// <summary>What two processes of unlike speed have of one backlog.</summary>
internal sealed class PrefetchTests : WorkerFixture
{
    private readonly int[] _handled = new int[2];

    /// <summary>With a number that is as large as the backlog the first one has it all.</summary>
    [Test, CancelAfter(Bound)]
    public async Task Auto_OneProcessFiveTimesSlower_HasTheSmallerShare(CancellationToken cancellationToken)
    {
        await ShareAsync(300, TimeSpan.FromMilliseconds(40), prefetch: null, cancellationToken);

        await TestContext.Out.WriteLineAsync($"fast {_handled[0]}, slow {_handled[1]}");
        Assert.That(_handled[1], Is.GreaterThan(0));
        Assert.That(_handled[0], Is.GreaterThan(2 * _handled[1]), "Five to one; halved for a machine that is busy.");
    }

    /// <summary>Prints the shares. To be run by hand.</summary>
    [TestCase(null), TestCase(100)]
    [Explicit("A measurement, not a test.")]
    public async Task Measure_TenThousandJobs_Shares(int? prefetch)
    {
        var began = Stopwatch.GetTimestamp();
        await ShareAsync(10_000, TimeSpan.FromMilliseconds(20), prefetch, CancellationToken.None);
        await TestContext.Out.WriteLineAsync(
            $"prefetch {prefetch?.ToString() ?? "auto"}: fast {_handled[0]}, slow {_handled[1]}, "
            + $"{(double)_handled[0] / _handled[1]:F2} to 1, {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s");
    }

    private async Task ShareAsync(int count, TimeSpan each, int? prefetch, CancellationToken cancellationToken)
    {
        Array.Clear(_handled);
        var service = Unique("share");
        var settings = new HandlerSettings { Prefetch = prefetch };
        var fast = await StartMappedAsync(service, builder => builder.MapTask("work", (Job _) => WorkAsync(0, each), settings));
        await StartMappedAsync(service, builder => builder.MapTask("work", (Job _) => WorkAsync(1, each * 5), settings));
        await Task.WhenAll(
            Enumerable.Range(0, count).Select(_ => fast.Publisher.PublishTaskAsync("work", new { }, cancellationToken: cancellationToken)));
        await EventuallyAsync(() => Task.FromResult(_handled.Sum() == count), each * count * 2, "all are handled");
    }

    private async Task WorkAsync(int worker, TimeSpan time)
    {
        await Task.Delay(time);
        Interlocked.Increment(ref _handled[worker]);
    }
}
