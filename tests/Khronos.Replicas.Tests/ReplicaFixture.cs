using Khronos.Replicas.Tests.Support;
using NUnit.Framework.Interfaces;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Khronos.Replicas.Tests;

/// <summary>A broker of the test's own, two replicas on it, and a listener that put a schedule of which it wants every tick.</summary>
[NonParallelizable]
internal abstract class ReplicaFixture
{
    protected const string Schedule = "each-second";

    private FastTime _time = null!;

    /// <summary>How many of the replicas' seconds are one of the machine's.</summary>
    protected abstract int Speed { get; }

    /// <summary>Further names of schedules that the listener hears.</summary>
    protected virtual string[] Others => [];

    /// <summary>What the replicas are told besides.</summary>
    protected virtual (string Name, string Value)[] Orders => [];

    protected RabbitBroker Broker { get; private set; } = null!;

    protected Listener Listener { get; private set; } = null!;

    protected ReplicaSet Replicas { get; private set; } = null!;

    protected static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [SetUp]
    public async Task SetUp()
    {
        _time = new FastTime(Speed);
        var uri = await StartBrokerAsync();
        Listener = await Listener.StartAsync(uri, [Schedule, .. Others]);
        Replicas = new ReplicaSet(uri, [.. _time.Orders, .. Orders, ("Khronos__CatchUpLimit", "10000")]);
        Replicas.Start();
        Replicas.Start();
        await Replicas.CompleteAsync();
        await PutAsync(Schedule);
        await TickAfterAsync(Now);
    }

    [TearDown]
    public async Task TearDown()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed)
        {
            await TestContext.Out.WriteLineAsync(Replicas.Output);
        }

        await Replicas.DisposeAsync();
        await Listener.DisposeAsync();
        await StopBrokerAsync();
    }

    /// <summary>Starts what the replicas run on.</summary>
    /// <returns>Where to reach it.</returns>
    protected virtual async Task<string> StartBrokerAsync()
    {
        Broker = await RabbitBroker.StartAsync("replicas");
        return Broker.Uri;
    }

    protected virtual ValueTask StopBrokerAsync() => Broker.DisposeAsync();

    protected Task PutAsync(string name, string every = "1s") =>
        Listener.PublishAsync(new PutSchedule { Name = name, Every = every, CatchUp = CatchUp.All });

    /// <summary>When the first tick was fired after a time.</summary>
    protected async Task<DateTimeOffset> TickAfterAsync(DateTimeOffset time, string schedule = Schedule) =>
        FiredAt(await FirstAfterAsync(time, schedule));

    /// <summary>When the first tick was heard that was fired after a time.</summary>
    protected async Task<DateTimeOffset> TickHeardAfterAsync(DateTimeOffset time) => (await FirstAfterAsync(time, Schedule)).At;

    /// <summary>The longest time without a tick since then: some may still come before a fault shows.</summary>
    protected TimeSpan LongestSilenceSince(DateTimeOffset time)
    {
        var heard = Listener.Heard.Select(heard => heard.At).Where(at => at > time).Order().Prepend(time).ToArray();
        return heard.Zip(heard.Skip(1), (one, next) => next - one).Max();
    }

    /// <summary>The ticks of the schedule that were fired until then, by the machine's clock.</summary>
    protected IEnumerable<TimePassed> FiredUntil(DateTimeOffset time) =>
        Listener.Heard.Where(heard => heard.Tick.Name == Schedule && FiredAt(heard) <= time).Select(heard => heard.Tick);

    /// <summary>Every tick since the first was handled once.</summary>
    protected async Task AssertEveryTickAsync(string what, List<TimeSpan> gaps)
    {
        var until = Listener.Handled.Where(tick => tick.Name == Schedule).Max(tick => tick.ScheduledAt).AddSeconds(Speed);
        var first = Handled().Min(tick => tick.ScheduledAt);
        // The listener handles several at a time: a later tick may be done before an earlier one.
        await Wait.UntilAsync(
            () => Handled().Any(tick => tick.ScheduledAt >= until) && !Missing().Any(),
            () => $"until {until:O} these ticks are missing: {string.Join(", ", Missing().Select(at => $"{at:O}"))}; {Replicas.Output}");
        var handled = Handled().Where(tick => tick.ScheduledAt <= until).ToArray();
        Report(
            $"{what}: {handled.Length} ticks, {Listener.Heard.Count(heard => heard.IsDuplicate)} duplicates dropped; "
            + $"until the next tick {Summary(gaps)}");
        Assert.That(handled.Select(tick => tick.TickId), Is.Unique, "No tick is handled twice.");
        Assert.That(handled.Sum(tick => tick.Missed?.Count ?? 0), Is.Zero, "No tick says that others were missed.");

        IEnumerable<DateTimeOffset> Missing() =>
            Enumerable.Range(0, (int)(until - first).TotalSeconds + 1)
                .Select(number => first.AddSeconds(number))
                .Except(Handled().Select(tick => tick.ScheduledAt));
    }

    protected static void Report(string line)
    {
        TestContext.Progress.WriteLine(line);
        TestContext.Out.WriteLine(line);
    }

    private async Task<HeardTick> FirstAfterAsync(DateTimeOffset time, string schedule)
    {
        HeardTick? first = null;
        await Wait.UntilAsync(
            () => (first = Listener.Heard.Where(heard => heard.Tick.Name == schedule && FiredAt(heard) > time)
                .MinBy(heard => heard.Tick.FiredAt)) is not null,
            () => $"no tick of {schedule}: {Replicas.Output}");
        return first!;
    }

    /// <summary>When a tick was fired, by the machine's clock.</summary>
    protected DateTimeOffset FiredAt(TimePassed tick) => _time.Real(tick.FiredAt);

    private DateTimeOffset FiredAt(HeardTick heard) => FiredAt(heard.Tick);

    private IEnumerable<TimePassed> Handled() => Listener.Handled.Where(tick => tick.Name == Schedule);

    private static string Summary(List<TimeSpan> gaps)
    {
        gaps.Sort();
        return $"p50 {Quantile(0.5):0} ms, p99 {Quantile(0.99):0} ms, longest {gaps[^1].TotalMilliseconds:0} ms";

        double Quantile(double part) => gaps[Math.Max(0, (int)Math.Ceiling(part * gaps.Count) - 1)].TotalMilliseconds;
    }
}
