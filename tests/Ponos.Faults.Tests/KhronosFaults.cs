using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Faults.Tests;

/// <summary>Fault 25: two Khronos processes, of which one is frozen and comes back.</summary>
internal sealed class KhronosFaults : FaultFixture
{
    private const string Event = "time.five-minutes.passed";

    /// <summary>Five minutes a second.</summary>
    private const int Speed = 300;

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
                .AddPonos("watcher", Handlers.HandlerCatalogue.Empty).MapEvent(Event, (Job _) => Task.CompletedTask),
        });
        var (frozen, other) = (await StartKhronosAsync(), await StartKhronosAsync());
        await Wait.UntilAsync(() => ticks.Duplicates.Any(), () => $"the two did not both tick: {frozen.Output}");

        await frozen.FreezeAsync();
        await Task.Delay(TimeSpan.FromSeconds(30));
        var whileFrozen = ticks.Duplicates.Count();
        await frozen.ThawAsync();
        var thawed = Clock.Now;
        await Wait.UntilAsync(() => ticks.Duplicates.Count() > whileFrozen + 2, () => $"the frozen one does not tick: {frozen.Output}");
        var recovery = Clock.Now - thawed;

        Assert.That((frozen.HasExited, other.HasExited), Is.EqualTo((false, false)));
        var handled = ticks.Handled.Select(At).Order().ToArray();
        Assert.That(handled, Is.Unique, "Each tick is handled once.");
        var missing = Enumerable.Range(0, handled.Length).Select(number => handled[0] + TimeSpan.FromMinutes(5 * number)).Except(handled);
        Assert.That(missing, Is.Empty, "No tick is missing.");
        Assert.That(ticks.Duplicates.Except(ticks.Handled), Is.Empty, "Both gave a tick the same id.");
        Report(25, recovery, $"{handled.Length} ticks handled once, {ticks.Duplicates.Count()} of them published by both");
    }

    private static DateTimeOffset At(string id) => DateTimeOffset.Parse(id.Split('@')[1]);

    private async Task<WorkerProcess> StartKhronosAsync()
    {
        var midnight = TimeProvider.System.GetUtcNow().Date;
        var epoch = new DateTimeOffset(midnight, TimeSpan.Zero).ToUnixTimeSeconds();
        var khronos = Own(WorkerProcess.Start(
            _broker.Uri, ("FAULTS_ROLE", "Khronos"), ("FAULTS_EPOCH", $"{epoch}"), ("FAULTS_SPEED", $"{Speed}"), ("Khronos__Events", "five-minutes")));
        await khronos.WhenReadyAsync();
        return khronos;
    }

    private sealed class SettledTicks : IJobObserver
    {
        private readonly ConcurrentQueue<SettledJob> _settled = new();

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
