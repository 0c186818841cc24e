using Khronos.Replicas.Tests.Support;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Khronos.Replicas.Tests;

/// <summary>Two replicas under ticks every 20 ms, of which the leader is killed again and again; and so is the broker.</summary>
[NonParallelizable]
internal sealed class KillTests
{
    private const string Schedule = "each-second";
    private const int Speed = 50;
    private const int LeaderKills = 40;
    private const int BrokerKills = 8;

    private readonly FastTime _time = new(Speed);
    private RabbitBroker _broker = null!;
    private Listener _listener = null!;
    private ReplicaSet _replicas = null!;

    [SetUp]
    public async Task SetUp()
    {
        _broker = await RabbitBroker.StartAsync("replicas");
        _listener = await Listener.StartAsync(_broker.Uri, Schedule);
        _replicas = new ReplicaSet(_broker.Uri, [.. _time.Orders, ("FAULTS_EVENTS", TimeEvents.Of(Schedule)), ("Khronos__CatchUpLimit", "10000")]);
        _replicas.Start();
        _replicas.Start();
        await _replicas.CompleteAsync();
        await _listener.PutAsync(new PutSchedule { Name = Schedule, Every = "1s", CatchUp = CatchUp.All });
        await TickAfterAsync(Now);
    }

    [TearDown]
    public async Task TearDown()
    {
        await _replicas.DisposeAsync();
        await _listener.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Test, CancelAfter(300_000)]
    public async Task LeaderKilled_FortyTimes_NoTickIsMissedOrHandledTwice()
    {
        var takeovers = new List<TimeSpan>();
        for (var kill = 0; kill < LeaderKills; kill++)
        {
            await _replicas.CompleteAsync();
            var leader = await _replicas.LeaderAsync();
            var killed = Now;
            await _replicas.KillAsync(leader);
            takeovers.Add(await TickAfterAsync(killed) - killed);
            _replicas.Start();
        }

        await AssertEveryTickAsync($"{LeaderKills} leaders killed", takeovers);
    }

    [Test, CancelAfter(300_000)]
    public async Task BrokerKilled_EightTimes_NoTickIsMissedOrHandledTwice()
    {
        // RabbitMQ 3.10 forgets a stream that is younger than a few seconds when it is killed. An orderly restart writes it down.
        await _broker.StopAppAsync();
        await _broker.StartAppAsync();
        await TickAfterAsync(Now);
        var outages = new List<TimeSpan>();
        for (var kill = 0; kill < BrokerKills; kill++)
        {
            var killed = Now;
            await _broker.KillAsync();
            await _broker.StartAsync();
            var back = Now;
            outages.Add(await TickAfterAsync(back) - killed);
            // The next one hits a standing pair.
            await _replicas.CompleteAsync();
        }

        await AssertEveryTickAsync($"{BrokerKills} brokers killed", outages);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>When the first tick was fired after a time.</summary>
    private async Task<DateTimeOffset> TickAfterAsync(DateTimeOffset time)
    {
        DateTimeOffset? first = null;
        await Wait.UntilAsync(
            () =>
            {
                first = _listener.Heard.Select(heard => _time.Real(heard.Tick.FiredAt)).Where(fired => fired > time).Order().Select(fired => (DateTimeOffset?)fired).FirstOrDefault();
                return first is not null;
            },
            () => $"no tick: {_replicas.Output}");
        return first!.Value;
    }

    private async Task AssertEveryTickAsync(string what, List<TimeSpan> gaps)
    {
        var until = _listener.Latest.AddSeconds(Speed);
        await Wait.UntilAsync(() => _listener.Handled.Any(tick => tick.ScheduledAt >= until), () => $"no more ticks: {_replicas.Output}");
        var handled = _listener.Handled.Where(tick => tick.ScheduledAt <= until).ToArray();
        var duplicates = _listener.Heard.Count(heard => heard.IsDuplicate);
        gaps.Sort();
        var report = $"{what}: {handled.Length} ticks, {duplicates} duplicates dropped; until the next tick p50 {Quantile(gaps, 0.5):0} ms, p99 {Quantile(gaps, 0.99):0} ms, longest {gaps[^1].TotalMilliseconds:0} ms";
        await TestContext.Progress.WriteLineAsync(report);
        await TestContext.Out.WriteLineAsync(report);
        Assert.Multiple(() =>
        {
            Assert.That(handled.Select(tick => tick.TickId), Is.Unique, "No tick is handled twice.");
            var first = handled.Min(tick => tick.ScheduledAt);
            var missing = Enumerable.Range(0, (int)(until - first).TotalSeconds + 1).Select(number => first.AddSeconds(number)).Except(handled.Select(tick => tick.ScheduledAt));
            Assert.That(missing, Is.Empty, "No tick is missing.");
            Assert.That(handled.Sum(tick => tick.Missed?.Count ?? 0), Is.Zero, "No tick says that others were missed.");
        });
    }

    private static double Quantile(List<TimeSpan> sorted, double part) => sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(part * sorted.Count) - 1)].TotalMilliseconds;
}
