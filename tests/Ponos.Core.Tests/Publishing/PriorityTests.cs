using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;
using Ponos.Testing;
using Ponos.Transport.InMemory;

namespace Ponos.Core.Tests.Publishing;

/// <summary>A job's priority, from its publisher to its handler and wherever it goes in between.</summary>
public sealed class PriorityTests
{
    private readonly ConcurrentQueue<string> _ran = new();

    [SetUp]
    public void Forget() => _ran.Clear();

    [TestCase(null, null)]
    [TestCase(Priority.Low, 1)]
    [TestCase(Priority.Normal, 4)]
    [TestCase(Priority.High, 9)]
    public async Task Publish_Priority_IsOnTheWire(Priority? priority, int? wire)
    {
        await using var ponos = await StartAsync(_ => Task.CompletedTask);
        await ponos.Services.GetRequiredService<IWorkerControl>().PauseAsync("s.task", "to look");
        await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { Priority = priority });

        Assert.That(await ReadAsync(ponos, "s.s.task"), Is.EqualTo(((byte?)wire, "application/json")));
    }

    [Test]
    public async Task Publish_NoSuchPriority_IsRefused()
    {
        await using var ponos = await StartAsync(_ => Task.CompletedTask);

        _ = await Assert.CatchAsync<ArgumentOutOfRangeException>(
            () => ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { Priority = (Priority)7 }));
    }

    [TestCase(null, 1)]
    [TestCase(Priority.High, 9)]
    public async Task Publish_ContractWithAPriority_HasItUnlessThePublishSaysAnother(Priority? priority, int wire)
    {
        await using var ponos = await StartAsync(_ => Task.CompletedTask);
        await ponos.Services.GetRequiredService<IWorkerControl>().PauseAsync("s.low", "to look");
        await ponos.PublishTaskAsync("s.low", new { }, new PublishOptions { Priority = priority });

        Assert.That(await ReadAsync(ponos, "s.s.low"), Is.EqualTo(((byte?)wire, "application/json")));
    }

    [Test]
    public void Declare_NoSuchPriority_IsRefused() =>
        Assert.That(
            () => new ServiceCollection().AddPonos("s", HandlerCatalog.Empty).DeclareTask("s.task", priority: (Priority)7),
            Throws.InstanceOf<ArgumentException>().With.Message.Contains("A Priority is Low, Normal or High."));

    [Test]
    public async Task Start_OneJobWithTwoPriorities_FailsNamingThem()
    {
        var thrown = await Assert.CatchAsync<InvalidOperationException>(() => PonosHarness.StartAsync(services => services
            .AddPonos("s", HandlerCatalog.Empty)
            .DeclareTask("s.task", priority: Priority.Low)
            .DeclareTask("s.task", priority: Priority.High)));

        Assert.That(thrown!.Message, Does.Contain("The task 's.task' has two priorities, Low and High. Keep one."));
    }

    [Test]
    public async Task Handle_JobsThatWait_HighBeforeNormalBeforeLow()
    {
        await using var ponos = await StartAsync(_ => Task.CompletedTask);
        await ponos.Services.GetRequiredService<IWorkerControl>().PauseAsync("s.task", "to wait");
        foreach (var (id, priority) in new (string, Priority?)[]
        {
            ("low", Priority.Low),
            ("unsaid", null),
            ("normal", Priority.Normal),
            ("high", Priority.High),
        })
        {
            await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { MessageId = id, Priority = priority });
        }

        ponos.Services.GetRequiredService<IWorkerControl>().Resume("s.task");
        _ = await ponos.SettledAsync(job => job.MessageId == "low", "the last was settled");

        Assert.That(_ran, Is.EqualTo(new[] { "high", "unsaid", "normal", "low" }));
    }

    [Test]
    public async Task Copy_RetriedDeadAndReplayed_KeepsThePriority()
    {
        await using var ponos = await StartAsync(_ => Task.FromException(new IOException("broken")));
        await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { Priority = Priority.High, Delay = TimeSpan.FromMinutes(1) });
        await ponos.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.That(_ran, Has.Count.EqualTo(2));
        Assert.That(await ReadAsync(ponos, "s.s.task.dead"), Is.EqualTo(((byte?)9, "application/json")));

        await ponos.Services.GetRequiredService<IWorkerControl>().PauseAsync("s.task", "to look");
        Assert.That(await ponos.Services.GetRequiredService<IDeadLetters>().ReplayAsync("s.task"), Is.EqualTo(1));
        Assert.That(await ReadAsync(ponos, "s.s.task"), Is.EqualTo(((byte?)9, "application/json")));
    }

    /// <summary>Looks at the first in a queue, which stays there.</summary>
    private static async Task<(byte? Priority, string? ContentType)> ReadAsync(PonosHarness ponos, string queue)
    {
        await using var transport = new InMemoryTransport(ponos.Services.GetRequiredService<InMemoryBroker>());
        await using var reader = await transport.ReadAsync(queue, default);
        var delivery = await reader!.GetAsync(default);
        return (delivery!.Priority, delivery.ContentType);
    }

    private Task<PonosHarness> StartAsync(Func<JobContext, Task> handle) => PonosHarness.StartAsync(services => services
        .AddPonos("s", HandlerCatalog.Empty, options => options.Retry.InProcessLimit = TimeSpan.Zero)
        .MapTask(
            "s.task",
            (Job job, JobContext context) =>
            {
                _ran.Enqueue(context.MessageId!);
                return handle(context);
            },
            new HandlerSettings { Concurrency = 1, Prefetch = 1, MaxAttempts = 2, Delay = TimeSpan.FromMinutes(1) })
        .DeclareTask("s.low", priority: Priority.Low)
        .MapTask("s.low", (Job _) => Task.CompletedTask));
}
