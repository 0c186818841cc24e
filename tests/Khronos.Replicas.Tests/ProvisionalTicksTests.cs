using Khronos.Replicas.Tests.Support;
using Khronos.Replication;
using Khronos.Schedules;

namespace Khronos.Replicas.Tests;

/// <summary>Two replicas under ticks every 20 ms, of which the leader is killed while the stream of schedules takes nothing.</summary>
internal sealed class ProvisionalTicksTests : ReplicaFixture
{
    private const string Stream = "khronos.schedules";
    private const string Asked = "asked-meanwhile";
    private const string Unknown = "unknown";

    private readonly StatusClient _status = new();

    protected override int Speed => 50;

    protected override string[] Others => [Asked, Unknown];

    protected override (string Name, string Value)[] Orders => [StatusClient.Order];

    [OneTimeTearDown]
    public void EndClient() => _status.Dispose();

    [Test, CancelAfter(300_000)]
    public async Task LeaderKilled_StreamDoesNotAnswer_TicksGoOnAndAPutTakesForceAfterwards()
    {
        var leader = await Replicas.LeaderAsync();
        await StoppedQueue.StopAsync(Broker, Stream);
        await Replicas.KillAsync(leader);
        var killed = Now;
        var next = await TickAfterAsync(killed);

        var status = await _status.WhenAsync(Replicas.Alive.Single(), status => StatusClient.Text(status, "role") == "provisional");
        Assert.That(StatusClient.Text(status, "trouble"), Does.Contain(Stream));
        Assert.That(Replicas.Output, Does.Contain("begins to lead provisionally, epoch 2: the stream khronos.schedules does not answer"));
        await PutAsync(Asked);
        await TickAfterAsync(Now);
        Assert.That(
            Listener.Heard.Select(heard => heard.Tick.Name), Has.None.EqualTo(Asked), "Nothing is decided that the stream does not have.");

        await StoppedQueue.GoOnAsync(Broker, Stream);
        await TickAfterAsync(Now, Asked);
        _ = await _status.WhenAsync(Replicas.Alive.Single(), status => StatusClient.Text(status, "role") == "leading");
        Assert.That(ReplicaSet.EpochOf(Replicas.Alive.Single()), Is.EqualTo(2), "The same term goes on.");
        await AssertEveryTickAsync("the leader killed while the stream takes nothing", [next - killed]);
    }

    [Test, CancelAfter(300_000)]
    public async Task LeaderKilled_StreamTellsOfMoreThanWasRead_TakesForceAndNothingOfItIsMissed()
    {
        var leader = await Replicas.LeaderAsync();
        await StoppedQueue.StopAsync(Broker, Stream);
        var since = Listener.Handled.Max(tick => tick.ScheduledAt);
        await StoppedQueue.SendAsync(Broker, Stream, DecidedLast(since).ToBytes());
        await Replicas.KillAsync(leader);
        var killed = Now;
        var next = await TickAfterAsync(killed);
        await TickAfterAsync(Now);
        Assert.That(Listener.Heard.Select(heard => heard.Tick.Name), Has.None.EqualTo(Unknown));

        await StoppedQueue.GoOnAsync(Broker, Stream);
        await TickAfterAsync(Now, Unknown);
        Assert.That(Replicas.Output, Does.Contain("does not lead any more: the stream tells of more than this replica had read"));
        await AssertEveryTickAsync("the leader killed while the stream takes nothing, with what it decided last", [next - killed]);
        var ticks = Listener.Handled.Where(tick => tick.Name == Unknown).Select(tick => tick.ScheduledAt).Order().ToArray();
        // The watermark says no more than what was published by the leader that decided it.
        Assert.That(
            ticks[0], Is.LessThanOrEqualTo(FiredUntil(killed).Max(tick => tick.ScheduledAt).AddSeconds(1)), "From where that leader came.");
        Assert.That(ticks, Is.EqualTo(Enumerable.Range(0, ticks.Length).Select(number => ticks[0].AddSeconds(number))), "Each once.");
    }

    /// <summary>What the leader wrote as the last thing, and no other replica has read.</summary>
    private static LogRecord DecidedLast(DateTimeOffset at) => LogRecord.New(LogFormat.Current, 1, LogKind.Document) with
    {
        Name = Unknown,
        Document = LogFormat.Write(new ScheduleDocument
        {
            Definition = ScheduleDefinition.Canonical(new PutSchedule { Name = Unknown, Every = "1s", CatchUp = CatchUp.All }, at),
            Owners = ["watcher"],
            PutAt = at,
            ActiveFrom = at,
        }),
    };
}
