using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Faults.Tests;

/// <summary>Fault 25: two Khronos processes, of which the leading one is frozen and comes back.</summary>
[Category("Long")]
internal sealed class KhronosFaults : FaultFixture
{
    private const string Event = "time.five-minutes.passed";

    /// <summary>Five minutes a second.</summary>
    private const int Speed = 300;

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    private RabbitBroker _broker = null!;

    [OneTimeSetUp]
    public async Task UseBroker() => _broker = await Brokers.SteadyAsync();

    [Test, CancelAfter(Bound)]
    public async Task Fault25_FrozenKhronosComesBack_SameTickSameIdHandledOnce()
    {
        var ticks = new SettledTicks();
        await StartWorkerAsync(_broker.Uri, new WorkerSetup
        {
            Services = services => services.AddSingleton<IJobObserver>(ticks)
                .AddPonos("watcher", Handlers.HandlerCatalog.Empty).MapEvent(Event, (Job _) => Task.CompletedTask),
        });
        WorkerProcess[] both = [await StartKhronosAsync(), await StartKhronosAsync()];
        await Wait.UntilAsync(() => both.Any(Leads) && ticks.Handled.Any(), () => $"nobody leads: {both[0].Output}");
        var frozen = both.Single(Leads);
        var other = both.Single(one => one != frozen);

        await frozen.FreezeAsync();
        var since = Clock.Now;
        await Task.Delay(TimeSpan.FromSeconds(30));
        await Wait.UntilAsync(() => Leads(other), () => $"the other one does not lead: {other.Output}");
        var settled = ticks.All.Count;
        await frozen.ThawAsync();
        await Wait.UntilAsync(() => !Leads(frozen), () => $"the frozen one still leads: {frozen.Output}");
        var recovery = Clock.Now - since - TimeSpan.FromSeconds(30);
        await Wait.UntilAsync(() => ticks.All.Count > settled + 5, () => $"no more ticks: {other.Output}");

        Assert.That((frozen.HasExited, other.HasExited), Is.EqualTo((false, false)));
        var handled = ticks.Handled.Select(At).Order().ToArray();
        Assert.That(handled, Is.Unique, "Each tick is handled once.");
        Assert.That(ticks.Duplicates.Except(ticks.Handled), Is.Empty, "What was published twice had the same id.");
        Assert.That(
            ticks.All.Skip(settled).Where(job => job.Outcome == JobOutcome.Duplicate), Is.Empty, "The frozen one published nothing.");
        var missed = ticks.All.Where(job => job.Outcome == JobOutcome.Succeeded).SelectMany(Missed).ToArray();
        var unknown = Enumerable.Range(0, (int)((handled[^1] - handled[0]) / Step) + 1)
            .Select(number => handled[0] + (Step * number))
            .Except(handled)
            .Where(instant => !missed.Any(gap => gap.From <= instant && instant <= gap.To));
        Assert.That(unknown, Is.Empty, "Each instant has a tick, or a later tick says that it was missed.");
        Report(
            25, recovery, $"{handled.Length} ticks handled once, those of the takeover told as missed; the frozen one published nothing");
    }

    private static bool Leads(WorkerProcess khronos) =>
        khronos.Output.LastIndexOf("Khronos leads", StringComparison.Ordinal) > khronos.Output.LastIndexOf(
            "does not lead any more", StringComparison.Ordinal);

    /// <summary>The span that a tick says was missed before it.</summary>
    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Missed(SettledJob job)
    {
        using var tick = JsonDocument.Parse(job.Body);
        if (tick.RootElement.TryGetProperty("missed", out var missed))
        {
            yield return (missed.GetProperty("from").GetDateTimeOffset(), missed.GetProperty("to").GetDateTimeOffset());
        }
    }

    private static DateTimeOffset At(string id) => DateTimeOffset.Parse(id.Split('@')[1]);

    private async Task<WorkerProcess> StartKhronosAsync()
    {
        var midnight = TimeProvider.System.GetUtcNow().Date;
        var epoch = new DateTimeOffset(midnight, TimeSpan.Zero).ToUnixTimeSeconds();
        var khronos = Own(WorkerProcess.Start(
            _broker.Uri,
            ("FAULTS_ROLE", "Khronos"),
            ("FAULTS_EPOCH", $"{epoch}"),
            ("FAULTS_SPEED", $"{Speed}"),
            ("Khronos__Events", "five-minutes")));
        await khronos.WhenReadyAsync();
        return khronos;
    }

    private sealed class SettledTicks : IJobObserver
    {
        private readonly ConcurrentQueue<SettledJob> _settled = new();

        public ConcurrentQueue<SettledJob> All => _settled;

        public IEnumerable<string> Handled => Ids(JobOutcome.Succeeded);

        public IEnumerable<string> Duplicates => Ids(JobOutcome.Duplicate);

        public void OnSettled(SettledJob job)
        {
            if (job.Name == Event)
            {
                _settled.Enqueue(job);
            }
        }

        private IEnumerable<string> Ids(JobOutcome outcome) => _settled.Where(job => job.Outcome == outcome).Select(job => job.MessageId!);
    }
}
