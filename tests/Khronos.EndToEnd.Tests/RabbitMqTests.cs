using System.Text.Json;
using Khronos.EndToEnd.Tests.Support;
using Ponos.Tests.Support;

namespace Khronos.EndToEnd.Tests;

/// <summary>Khronos and services as processes of their own on a real broker. What a service wants is one attribute of its own.</summary>
internal sealed class RabbitMqTests
{
    private const int Bound = 60_000;

    private readonly List<IAsyncDisposable> _owned = [];
    private RabbitBroker _broker = null!;
    private string _folder = null!;

    [SetUp]
    public async Task StartBroker()
    {
        // Its own for each: a broker that has seen Khronos before has its queues.
        _broker = await RabbitBroker.StartAsync("endtoend");
        _folder = Directory.CreateTempSubdirectory("khronos-").FullName;
    }

    [TearDown]
    public async Task EndEverything()
    {
        foreach (var one in _owned)
        {
            await one.DisposeAsync();
        }

        _owned.Clear();
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task Khronos_StoppedAndKilledAndStartedAgain_MissesNoTick(CancellationToken cancellationToken)
    {
        var state = Path.Combine(_folder, "restarted.db");
        var service = StartService("restarts");
        var khronos = StartKhronos(state);
        await RanAsync(service, 2, cancellationToken);

        await khronos.StopAsync(cancellationToken);
        var before = Run.In(service.Lines(), "cron").Length;
        khronos = StartKhronos(state);
        await RanAsync(service, before + 2, cancellationToken);

        await khronos.KillAsync(cancellationToken);
        before = Run.In(service.Lines(), "cron").Length;
        _ = StartKhronos(state);
        await RanAsync(service, before + 2, cancellationToken);

        var own = Run.In(service.Lines(), "cron");
        Assert.That(own.Select(run => run.Schedule).Distinct(), Is.EqualTo(new[] { "restarts-report-workers-report" }));
        Assert.That(
            own.Select(run => run.Sequence),
            Is.EqualTo(Enumerable.Range(0, own.Length).Select(i => own[0].Sequence + i)),
            "Each tick, once, in order.");
        var shared = Run.In(service.Lines(), "every");
        Assert.That(shared.Select(run => run.Schedule).Distinct(), Is.EqualTo(new[] { "two-seconds" }));
        Assert.That(shared.Select(run => run.Sequence), Is.Ordered.Ascending.And.Unique);
        // A tick that was published just before the kill may be counted by the next as well.
        var unsaid = shared.Zip(shared.Skip(1), (one, next) => next.Sequence - one.Sequence - 1 - next.Missed);
        Assert.That(unsaid, Is.All.LessThanOrEqualTo(0), "What was passed over while nobody kept the time is said by the next.");
    }

    [Test, CancelAfter(Bound)]
    public async Task ThreeProcesses_KhronosLast_EachServiceHasItsSchedules(CancellationToken cancellationToken)
    {
        var (first, second) = (StartService("first"), StartService("second"));
        await Task.WhenAll(AwaitsKhronosAsync(first, cancellationToken), AwaitsKhronosAsync(second, cancellationToken));
        var khronos = StartKhronos(Path.Combine(_folder, "three.db"));
        await Task.WhenAll(RanAsync(first, 3, cancellationToken), RanAsync(second, 3, cancellationToken));

        Assert.That(
            Run.In(first.Lines(), "cron").Select(run => run.Schedule).Distinct(), Is.EqualTo(new[] { "first-report-workers-report" }));
        Assert.That(
            Run.In(second.Lines(), "cron").Select(run => run.Schedule).Distinct(), Is.EqualTo(new[] { "second-report-workers-report" }));
        var (heardByFirst, heardBySecond) = (Run.In(first.Lines(), "every"), Run.In(second.Lines(), "every"));
        Assert.That(
            heardByFirst.Select(run => run.TickId).Intersect(heardBySecond.Select(run => run.TickId)),
            Is.Not.Empty,
            "One duration has one event.");
        var schedules = await SchedulesAsync(khronos, cancellationToken);
        Assert.That(schedules["two-seconds"], Is.EquivalentTo(new[] { "first", "second" }));
        Assert.That(schedules["first-report-workers-report"], Is.EqualTo(new[] { "first" }));
    }

    private static Task<string> AwaitsKhronosAsync(ChildProcess service, CancellationToken cancellationToken) =>
        service.UntilAsync(
            lines => Array.Find(lines, line => line.Contains("waits for Khronos", StringComparison.Ordinal)), cancellationToken);

    private static Task<string[]> RanAsync(ChildProcess service, int times, CancellationToken cancellationToken) => service.UntilAsync(
        lines => Run.In(lines, "cron").Length >= times && Run.In(lines, "every").Length >= Math.Min(times, 2) ? lines : null,
        cancellationToken);

    /// <summary>The owners of each schedule, as the status tells.</summary>
    private static async Task<Dictionary<string, string[]>> SchedulesAsync(ChildProcess khronos, CancellationToken cancellationToken)
    {
        const string Says = "Khronos tells its status at ";
        var line = await khronos.UntilAsync(
            lines => Array.Find(lines, line => line.Contains(Says, StringComparison.Ordinal)), cancellationToken);
        var address = new Uri(line[(line.IndexOf(Says, StringComparison.Ordinal) + Says.Length)..]);
        using var client = new HttpClient();
        using var answer = JsonDocument.Parse(await client.GetStringAsync(new Uri(address, "/schedules"), cancellationToken));
        return answer.RootElement.GetProperty("schedules").EnumerateArray().ToDictionary(
            schedule => schedule.GetProperty("name").GetString()!,
            schedule => schedule.GetProperty("owners").EnumerateArray().Select(owner => owner.GetString()!).ToArray());
    }

    private ChildProcess StartService(string name) =>
        Own(ChildProcess.Start("tests/Khronos.EndToEnd", [name], ("ConnectionStrings__RabbitMq", _broker.Uri)));

    private ChildProcess StartKhronos(string stateFile) => Own(ChildProcess.Start(
        "src/Khronos",
        [],
        ("ConnectionStrings__RabbitMq", _broker.Uri),
        ("Khronos__StateFile", stateFile),
        ("Khronos__StatusAddress", "http://127.0.0.1:0")));

    private ChildProcess Own(ChildProcess process)
    {
        _owned.Add(process);
        return process;
    }
}
