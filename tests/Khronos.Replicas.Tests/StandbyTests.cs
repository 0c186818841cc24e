using System.Globalization;
using Khronos.Replicas.Tests.Support;
using Khronos.Replication;
using Khronos.Schedules;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;
using RabbitMQ.Client;

namespace Khronos.Replicas.Tests;

/// <summary>One that stands by reads the schedules ahead, and leads with what the token and the stream say, whatever it has read.</summary>
[NonParallelizable]
internal sealed class StandbyTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-23T10:00:00Z", CultureInfo.InvariantCulture);

    private RabbitBroker _broker = null!;
    private ReplicationSettings _settings = null!;

    [OneTimeSetUp]
    public async Task StartBroker() => _broker = await RabbitBroker.StartAsync("standby");

    [OneTimeTearDown]
    public async Task StopBroker() => await _broker.DisposeAsync();

    [SetUp]
    public void NameQueues()
    {
        var id = Guid.NewGuid().ToString("N")[..8];
        _settings = new ReplicationSettings { LeaseQueue = $"lease-{id}", Stream = $"stream-{id}", CheckpointEvery = TimeSpan.Zero };
    }

    [Test, CancelAfter(60_000)]
    public async Task Acquire_AfterStandingBy_KnowsWhatWasWrittenMeanwhile()
    {
        // So that what it read at first is dropped from the stream before it leads.
        _settings = _settings with { SnapshotAfterBytes = 50_000, StreamBytes = 400_000, SegmentBytes = 100_000 };
        await using var leader = NewLease();
        _ = await leader.LeadAsync();
        await leader.Lease.KeepAsync(Document("old"), default);
        await leader.Lease.KeepAsync(Document("gone"), default);
        await using var standby = NewLease();
        var waiting = await StandByAsync(standby);
        await leader.Lease.ForgetAsync("gone", default);
        for (var i = 0; i < 3000; i++)
        {
            await leader.Lease.KeepAsync(Document($"other-{i % 10}"), default);
        }

        await leader.Lease.MarkAsync(Start.AddMinutes(5), default);
        await leader.Term!.ReleaseAsync();

        await waiting.WaitAsync(Wait.Cap);
        var stored = await standby.Lease.LoadAsync(default);
        Assert.That(stored.Documents.Select(document => document.Name), Is.EquivalentTo(["old", .. Enumerable.Range(0, 10).Select(i => $"other-{i}")]));
        Assert.That((stored.Watermark, standby.Lease.Standing.Epoch), Is.EqualTo((Start.AddMinutes(5), 2L)));
    }

    [Test, CancelAfter(60_000)]
    public async Task Stream_DeletedUnderAStandby_LeadsOnWithoutSchedules()
    {
        await using var leader = NewLease();
        _ = await leader.LeadAsync();
        await leader.Lease.KeepAsync(Document("deleted"), default);
        await leader.Lease.MarkAsync(Start.AddMinutes(5), default);
        await using var standby = NewLease();
        var waiting = await StandByAsync(standby);
        await _broker.RabbitMqCtlAsync("delete_queue", _settings.Stream);
        _ = await leader.Term!.Ended.WaitAsync(Wait.Cap);
        await leader.DisposeAsync();

        await waiting.WaitAsync(Wait.Cap);
        var stored = await standby.Lease.LoadAsync(default);
        Assert.That((stored.Documents.Count, stored.Watermark), Is.EqualTo((0, Start.AddMinutes(5))));
        await standby.Lease.KeepAsync(Document("mine"), default);
    }

    [Test, CancelAfter(60_000)]
    public async Task Acquire_TokenPointsBeyondTheStream_ReadsFromTheBeginning()
    {
        _settings = _settings with { ReadDeadline = TimeSpan.FromSeconds(2) };
        await using (var first = NewLease())
        {
            _ = await first.LeadAsync();
            await first.Lease.KeepAsync(Document("mine"), default);
            await first.Term!.ReleaseAsync();
        }

        await SendAsync(new LeaseToken { Id = "beyond", Epoch = 7, Watermark = Start, Snapshot = 1_000_000 });
        await using var second = NewLease();
        var stored = await second.LeadAsync();
        Assert.That((stored.Documents.Single().Name, stored.Watermark), Is.EqualTo(("mine", Start)));
        Assert.That(second.Lease.Standing.Epoch, Is.GreaterThan(7), "Higher than the token's.");
    }

    private static ScheduleDocument Document(string name) => new()
    {
        Definition = ScheduleDefinition.Canonical(new PutSchedule { Name = name, Every = "1m" }, Start),
        Owners = ["test"],
        PutAt = Start,
        ActiveFrom = Start,
    };

    private OwnLease NewLease() => new(_broker.Uri, _settings);

    /// <summary>Has a replica wait for the lease.</summary>
    /// <returns>Its waiting.</returns>
    private static async Task<Task> StandByAsync(OwnLease replica)
    {
        var waiting = replica.AcquireAsync();
        await Wait.UntilAsync(() => replica.Lease.Standing.Trouble is null, () => $"{replica.Lease.Standing}");
        return waiting;
    }

    private async Task SendAsync(LeaseToken token)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(_broker.Uri) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.BasicPublishAsync("", _settings.LeaseQueue, mandatory: true, token.ToBytes());
    }
}
