using System.Globalization;
using Khronos.Replicas.Tests.Support;
using Khronos.Replication;
using Khronos.Schedules;
using Ponos.Tests.Support;
using RabbitMQ.Client;

namespace Khronos.Replicas.Tests;

/// <summary>A broker for leases alone, without anything that ticks; each test has a lease queue and a stream of its own.</summary>
[NonParallelizable]
internal abstract class LeaseFixture(string node)
{
    protected static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-23T10:00:00Z", CultureInfo.InvariantCulture);

    protected RabbitBroker Broker { get; private set; } = null!;

    protected ReplicationSettings Settings { get; set; } = null!;

    [OneTimeSetUp]
    public async Task StartBroker() => Broker = await RabbitBroker.StartAsync(node);

    [OneTimeTearDown]
    public async Task StopBroker() => await Broker.DisposeAsync();

    [SetUp]
    public void NameQueues()
    {
        var id = Guid.NewGuid().ToString("N")[..8];
        Settings = new ReplicationSettings { LeaseQueue = $"lease-{id}", Stream = $"stream-{id}", CheckpointEvery = TimeSpan.Zero };
    }

    protected static ScheduleDocument Document(string name) => new()
    {
        Definition = ScheduleDefinition.Canonical(new PutSchedule { Name = name, Every = "1m" }, Start),
        Owners = ["me"],
        PutAt = Start,
        ActiveFrom = Start,
    };

    protected OwnLease NewLease(LogFormat? format = null) => new(Broker.Uri, Settings, format);

    protected async Task SendAsync(string queue, byte[] body)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(Broker.Uri) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.BasicPublishAsync("", queue, mandatory: true, body);
    }
}
