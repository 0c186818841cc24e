using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ponos.PostgreSql.Tests.Support;
using Ponos.Tests.Support;
using RabbitMQ.Client;

namespace Ponos.PostgreSql.Tests;

/// <summary>Jobs that the broker does not take: for good, or for now.</summary>
internal sealed class RefusalTests : OutboxFixture
{
    [Test]
    public async Task Relay_TaskWithoutQueue_IsParkedWithItsReasonAndHoldsUpNobody()
    {
        var nobody = Service + "-nobody";
        var service = await StartAsync(
            options => options.ParkAfter = TimeSpan.Zero, builder => builder.DeclareTask("mails.send", service: nobody));

        await Database.CommitAsync(async transaction =>
        {
            await transaction.PublishAsync(service.Publisher, new Charge("1"), Keyed("k"));
            await transaction.PublishTaskAsync(
                service.Publisher, "mails.send", new { to = "ada" }, new PublishOptions { OrderKey = "k", MessageId = "m-mail" });
            await transaction.PublishAsync(service.Publisher, new Charge("2"), Keyed("k"));
        });
        await Arrived.CountAsync(2);
        var outbox = OutboxOf(service);
        await Wait.UntilAsync(async () => (await outbox.ListParkedAsync()).Count == 1, () => "a parked job");

        var parked = (await outbox.ListParkedAsync()).Single();
        Assert.That(parked.MessageId, Is.EqualTo("m-mail"));
        Assert.That(parked.Destination, Is.EqualTo(nobody + ".mails.send"));
        Assert.That(parked.Reason, Does.Contain("found no queue"));
        Assert.That(System.Text.Encoding.UTF8.GetString(parked.Body.Span), Does.Contain("ada"));
        await Wait.UntilAsync(async () => (await HealthAsync(service)).Status == HealthStatus.Degraded, () => "health to tell of it");
        Assert.That((await HealthAsync(service)).Description, Does.Contain("1 jobs are parked").And.Contain("found no queue"));

        // Mended: the service that takes them has come.
        var mails = new Arrivals();
        _ = await StartServiceAsync(nobody, builder => builder.MapTask("mails.send", (Job _, JobContext context) =>
        {
            mails.Add(context.MessageId!, context);
            return Task.CompletedTask;
        }));
        Assert.That(await outbox.RetryParkedAsync(), Is.EqualTo(1));
        await mails.CountAsync(1);

        Assert.That(mails.Texts, Is.EqualTo(new[] { "m-mail" }));
        Assert.That(await outbox.ListParkedAsync(), Is.Empty);
        await Wait.UntilAsync(async () => (await HealthAsync(service)).Status == HealthStatus.Healthy, () => "health to be well again");
    }

    [Test]
    public async Task Relay_TaskWhoseServiceStartsLater_IsNotParkedMeanwhile()
    {
        var late = Service + "-late";
        var service = await StartAsync(further: builder => builder.DeclareTask("mails.send", service: late));
        var mails = new Arrivals();

        await Database.CommitAsync(async transaction =>
        {
            await transaction.PublishTaskAsync(service.Publisher, "mails.send", new { });
            await transaction.PublishAsync(service.Publisher, new Charge("does not wait"));
        });
        await Arrived.CountAsync(1);
        Assert.That((await HealthAsync(service)).Description, Does.Contain($"{late}.mails.send"));
        _ = await StartServiceAsync(late, builder => builder.MapTask("mails.send", (Job _, JobContext context) =>
        {
            mails.Add(context.MessageId!, context);
            return Task.CompletedTask;
        }));
        await mails.CountAsync(1);

        Assert.That(await OutboxOf(service).ListParkedAsync(), Is.Empty);
    }

    [Test]
    public async Task Relay_FullQueue_KeepsItsJobsInOrderAndLetsOthersPass()
    {
        var broker = await Servers.BrokerAsync();
        var full = $"{Service}.reports.print";
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Uri) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(
            full,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-max-length"] = 1, ["x-overflow"] = "reject-publish" });
        var service = await StartAsync(further: builder => builder.DeclareTask("reports.print"));

        await Database.CommitAsync(async transaction =>
        {
            for (var i = 0; i < 4; i++)
            {
                await transaction.PublishTaskAsync(service.Publisher, "reports.print", new { page = i }, Keyed("report"));
            }

            await transaction.PublishAsync(service.Publisher, new Charge("passes"));
        });
        await Arrived.CountAsync(1);
        await Wait.UntilAsync(
            async () => (await HealthAsync(service)).Description!.Contains(full, StringComparison.Ordinal),
            () => "health to name the queue");

        var pages = new List<string>();
        await Wait.UntilAsync(
            async () =>
            {
                if (await channel.BasicGetAsync(full, autoAck: true) is { } message)
                {
                    pages.Add(System.Text.Encoding.UTF8.GetString(message.Body.Span)[..9]);
                }

                return pages.Count == 4;
            },
            () => $"four pages; there are {pages.Count}");

        Assert.That(pages, Is.EqualTo(new[] { "{\"page\":0", "{\"page\":1", "{\"page\":2", "{\"page\":3" }));
        Assert.That(await OutboxOf(service).ListParkedAsync(), Is.Empty, "what is full is not parked");
    }

    [Test]
    public async Task Relay_RowThatCannotBeRead_IsParked()
    {
        var service = await StartAsync();

        await Database.ExecuteAsync(
            $$"""INSERT INTO ponos.outbox (service, lane, name, destination, message_id, properties, body) VALUES ('{{Service}}', 3, 'x', 'x', 'm', '{"kind":"riddle"}', 'y')""");
        OutboxOf(service).Wake();
        await Wait.UntilAsync(async () => (await OutboxOf(service).ListParkedAsync()).Count == 1, () => "a parked job");

        var parked = (await OutboxOf(service).ListParkedAsync()).Single();
        Assert.That(parked.Reason, Does.Contain("no properties of a prepared job"));
        Assert.That(await OutboxOf(service).DropParkedAsync([parked.Id + 1]), Is.Zero);
        Assert.That(await OutboxOf(service).DropParkedAsync([parked.Id]), Is.EqualTo(1));
        Assert.That(await OutboxOf(service).ListParkedAsync(), Is.Empty);
    }

    [Test]
    public async Task Measurements_OfSentAndParkedJobs_AreCounted()
    {
        var (sent, parked) = (0L, 0L);
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name.StartsWith("ponos.outbox.", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (tags.ToArray().Any(tag => tag is { Key: "ponos.service", Value: string name } && name == Service))
            {
                _ = instrument.Name switch
                {
                    PonosDiagnostics.Instruments.OutboxSent => Interlocked.Add(ref sent, value),
                    PonosDiagnostics.Instruments.OutboxParkedJobs => Interlocked.Exchange(ref parked, value),
                    _ => 0,
                };
            }
        });
        meters.Start();
        var service = await StartAsync(
            options => options.ParkAfter = TimeSpan.Zero, builder => builder.DeclareTask("mails.send", service: Service + "-nobody"));

        await Database.CommitAsync(async transaction =>
        {
            await transaction.PublishAsync(service.Publisher, new Charge("1"));
            await transaction.PublishTaskAsync(service.Publisher, "mails.send", new { });
        });
        await Wait.UntilAsync(
            () =>
            {
                meters.RecordObservableInstruments();
                return Interlocked.Read(ref sent) == 1 && Interlocked.Read(ref parked) == 1;
            },
            () => $"one sent and one parked; {sent} and {parked}");
    }

    private async Task<HealthReportEntry> HealthAsync(RunningService service) =>
        (await service.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries[$"ponos.{Service}.outbox"];
}
