using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;
using Ponos.Tests.Support;
using Ponos.Tool.Tests.Support;
using RabbitMQ.Client;

namespace Ponos.Tool.Tests;

/// <summary>A queue is moved to other arguments, and no job is lost on the way.</summary>
internal sealed class MigrationTests : BrokerFixture
{
    private const int Jobs = 120;

    [Test, CancelAfter(Bound)]
    public async Task Migrate_AQueueOfTasks_KeepsEveryJobInItsOrderAndAllThatItSays()
    {
        await StartAndStopAsync(Old);
        await FillAsync("shop.orders.pay");

        var run = await RunAsync(New, "plan", "--json", "--migrate", "shop.orders.pay", "--publishers-stopped");

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Errors);
        Assert.That(run.Json[0].GetProperty("items")[0].GetProperty("moved").GetInt64(), Is.EqualTo(Jobs));
        var jobs = await DrainAsync("shop.orders.pay");
        Assert.That(
            jobs.Select(job => job.BasicProperties.MessageId), Is.EqualTo(Enumerable.Range(0, Jobs).Select(number => $"job-{number}")));
        Assert.That(jobs.Select(job => job.BasicProperties.AppId), Is.All.EqualTo("till"));
        Assert.That(jobs[0].BasicProperties.Headers!["ponos-contract"], Is.EqualTo("47a3"u8.ToArray()));
        Assert.That(await CountAsync("shop.orders.pay.migrating"), Is.Null);
    }

    [Test, CancelAfter(Bound)]
    public async Task Migrate_ToAnotherKindOfQueue_KeepsEveryJob()
    {
        await StartAndStopAsync(services => Shop(services, QueueType.Classic, maxLength: null));
        await FillAsync("shop.orders.pay");

        // What a classic queue is asked, it answers itself: nobody has to be stopped.
        var run = await RunAsync(Old, "plan", "--migrate", "shop.orders.pay");

        Assert.That(await CountAsync("shop.orders.pay"), Is.EqualTo(Jobs), run.Output + run.Errors);
        Assert.That(run.Output, Does.Contain("120 jobs moved over and back"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Migrate_WhileEventsAndTasksComeIn_LosesNone(CancellationToken cancellationToken)
    {
        await StartAndStopAsync(services => Shop(services, QueueType.Classic, maxLength: null));
        await FillAsync("shop.day.passed");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var published = 0;
        var publishing = WithChannelAsync(async channel =>
        {
            while (!stop.IsCancellationRequested)
            {
                await channel.BasicPublishAsync(
                    "day.passed",
                    "day.passed",
                    mandatory: true,
                    new BasicProperties { MessageId = $"live-{published}", Persistent = true },
                    "{}"u8.ToArray(),
                    CancellationToken.None);
                published++;
            }
        });

        var run = await RunAsync(Old, "plan", "--migrate", "shop.day.passed");
        await stop.CancelAsync();
        await publishing;

        Assert.That(run.Output, Does.Contain("migrated"), run.Errors);
        var ids = (await DrainAsync("shop.day.passed")).Select(job => job.BasicProperties.MessageId!).ToHashSet();
        var sent = Enumerable.Range(0, Jobs)
            .Select(number => $"job-{number}")
            .Concat(Enumerable.Range(0, published).Select(number => $"live-{number}"))
            .ToArray();
        Assert.That(published, Is.GreaterThan(Jobs), "events came while it was moved");
        Assert.That(sent.Where(id => !ids.Contains(id)), Is.Empty);
    }

    [Test, CancelAfter(Bound)]
    public async Task Migrate_ThatWasInterrupted_GoesOnWhereItWas()
    {
        await StartAndStopAsync(Old);
        // As a crash leaves it: the old queue is deleted, its jobs lie beside it.
        await WithChannelAsync(async channel =>
        {
            await channel.QueueDeleteAsync("shop.orders.pay");
            await channel.QueueDeclareAsync(
                "shop.orders.pay.migrating",
                durable: true,
                exclusive: false,
                autoDelete: false,
                new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        });
        await FillAsync("shop.orders.pay.migrating");

        var plan = await RunAsync(New, "plan", "--json");
        var run = await RunAsync(New, "plan", "--migrate", "shop.orders.pay");

        Assert.That(plan.Output, Does.Contain("\"migrating\""));
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Errors);
        Assert.That(await CountAsync("shop.orders.pay"), Is.EqualTo(Jobs));
    }

    [Test, CancelAfter(Bound)]
    public async Task Migrate_WithItsPublishersAtWork_IsRefusedAndTouchesNothing()
    {
        await StartAndStopAsync(Old);
        await FillAsync("shop.orders.pay");

        var run = await RunAsync(New, "plan", "--migrate", "shop.orders.pay");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Contain("--publishers-stopped"));
        Assert.That(await CountAsync("shop.orders.pay"), Is.EqualTo(Jobs));
        Assert.That(await CountAsync("shop.orders.pay.migrating"), Is.Null);
    }

    [Test, CancelAfter(Bound)]
    public async Task Migrate_WhileItsServiceRuns_IsRefusedAndTouchesNothing()
    {
        await using var hosts = new ServiceHosts(Uri);
        await hosts.StartAsync(Old, "shop");

        var run = await RunAsync(New, "plan", "--migrate", "shop.orders.pay", "--publishers-stopped");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Contain("'shop.orders.pay' is consumed by 1"));
        Assert.That(await CountAsync("shop.orders.pay"), Is.Zero);
    }

    private static void Old(IServiceCollection services) => Shop(services, QueueType.Quorum, maxLength: null);

    private static void New(IServiceCollection services) => Shop(services, QueueType.Quorum, maxLength: 1000);

    private static void Shop(IServiceCollection services, QueueType type, int? maxLength) => services.AddPonos("shop", HandlerCatalog.Empty)
        .MapTask("orders.pay", (Job _) => Task.CompletedTask).WithQueue(type, maxLength)
        .MapEvent("day.passed", (Job _) => Task.CompletedTask).WithQueue(type);

    private Task FillAsync(string queue) => WithChannelAsync(async channel =>
    {
        for (var number = 0; number < Jobs; number++)
        {
            await channel.BasicPublishAsync(
                "",
                queue,
                mandatory: true,
                new BasicProperties
                {
                    MessageId = $"job-{number}",
                    AppId = "till",
                    Persistent = true,
                    Headers = new Dictionary<string, object?> { ["ponos-contract"] = "47a3", ["CC"] = new List<object?>() },
                },
                "{}"u8.ToArray());
        }
    });

    private Task<HostRun> RunAsync(Action<IServiceCollection> add, params string[] arguments) => HostRun.OfAsync(Uri, add, arguments);

    private async Task StartAndStopAsync(Action<IServiceCollection> add)
    {
        await using var hosts = new ServiceHosts(Uri);
        await hosts.StartAsync(add, "shop");
    }
}
