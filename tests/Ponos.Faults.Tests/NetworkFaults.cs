using System.Collections.Concurrent;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Faults.Tests;

/// <summary>Faults 7, 8 and 9: what happens to the wire.</summary>
internal sealed class NetworkFaults : FaultFixture
{
    private TcpProxy _wire = null!;

    [SetUp]
    public async Task Connect() => _wire = Own(new TcpProxy((await Brokers.SteadyAsync()).Port));

    [Test, CancelAfter(Bound)]
    public async Task Fault07_ResetUnderLoad_NothingPendsPastItsDeadline()
    {
        const int InFlight = 2000;
        var deadline = TimeSpan.FromSeconds(10);
        var worker = await StartWorkerAsync(_wire.Uri);
        var load = await StartLoadAsync(worker);
        var payload = new string('x', 16 * 1024);

        var publishes = Enumerable.Range(0, InFlight).Select(number =>
        {
            var id = $"burst-{number:D4}";
            return load.Jobs.PublishAsync(
                id, () => worker.PublishTaskAsync(id, new { id, payload }, new PublishOptions { Timeout = deadline }));
        }).ToArray();
        await Wait.UntilAsync(
            () => load.Jobs.Confirmed.Any(id => id.StartsWith("burst", StringComparison.Ordinal)), () => "no publish was confirmed");
        var inFlight = publishes.Count(publish => !publish.IsCompleted);
        _wire.Reset();

        var cut = Clock.Now;
        var recovery = await load.FlowsSinceAsync(cut);
        await Task.WhenAll(publishes).WaitAsync(deadline + Wait.Cap);
        Report(
            7,
            recovery,
            $"{inFlight} publishes were in flight, all ended within {(Clock.Now - cut).TotalSeconds:0.0} s; {await load.SettleAsync()}");
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault08_BlackHole_IsNoticedByTheHeartbeat()
    {
        var worker = await StartWorkerAsync(_wire.Uri + "?heartbeat=2");
        var load = await StartLoadAsync(worker);

        _wire.BlackHole();

        var recovery = await load.FlowsSinceAsync(Clock.Now);
        Report(8, recovery, $"heartbeat 2 s; {await load.SettleAsync()}");
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault09_Flapping_ComesBackAfterTheLast()
    {
        const int Flaps = 10;
        var worker = await StartWorkerAsync(_wire.Uri);
        var load = await StartLoadAsync(worker);
        var lifetimes = new ConcurrentQueue<int>([0, 3, 10, 20, 30, 50, 80, 120, 200, 300]);
        var before = _wire.Accepted;

        _wire.ResetNew(() => TimeSpan.FromMilliseconds(lifetimes.TryDequeue(out var milliseconds) ? milliseconds : 10));
        _wire.Reset();
        await Wait.UntilAsync(() => _wire.Accepted - before >= Flaps, () => "it did not come back ten times");
        _wire.ResetNew(null);
        _wire.Reset();

        var recovery = await load.FlowsSinceAsync(Clock.Now);
        Report(9, recovery, $"{_wire.Accepted - before} connections; {await load.SettleAsync()}");
    }
}
