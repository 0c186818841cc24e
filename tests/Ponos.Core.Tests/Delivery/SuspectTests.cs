using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Core.Tests.Support;
using Ponos.Delivery.Suspects;
using Ponos.Handlers;

namespace Ponos.Core.Tests.Delivery;

/// <summary>A job is dead only for what it did: on the embedded broker, which counts every return as RabbitMQ up to 4.2 does.</summary>
public sealed class SuspectTests
{
    private const int Bound = 120_000;

    private readonly ConcurrentQueue<string> _begun = new();
    private readonly ConcurrentDictionary<string, bool> _handled = new();

    [SetUp]
    public void Forget()
    {
        _begun.Clear();
        _handled.Clear();
    }

    [TestCase(1, 1, 1)]
    [TestCase(2, 1, 2)]
    [TestCase(3, 1, 3)]
    [TestCase(20, 10, 11)]
    public void Rule_Limit_IsSharedBetweenTriesWithOthersAndByItself(int limit, int returns, int begins)
    {
        var rule = new SuspectRule(limit);

        Assert.That((rule.Returns, rule.Begins), Is.EqualTo((returns, begins)));
        Assert.That((rule.IsSuspect(returns - 1), rule.IsSuspect(returns)), Is.EqualTo((false, true)));
        Assert.That((rule.IsDeadly(begins - 1), rule.IsDeadly(begins)), Is.EqualTo((false, true)));
    }

    [Test, CancelAfter(Bound)]
    public async Task Stop_HundredTimesWithJobsWaiting_NoneIsDead(CancellationToken cancellationToken)
    {
        var open = new ManualResetEventSlim();
        await using var service = new CrashingService(builder => builder
            .Configure(options => (options.Concurrency, options.DeliveryLimit) = (1, 20))
            .MapTask("t", async (Job job, JobContext context, CancellationToken token) =>
            {
                if (!open.IsSet)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                }

                _handled[context.MessageId!] = true;
            })
            .Configure(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(1)));
        await service.StartAsync();
        await PublishAsync(service, 60);
        for (var restart = 0; restart < 100; restart++)
        {
            await service.StopAsync();
            await service.StartAsync();
            await UntilAsync(
                () => service.Broker.CountUnsettled("s.t") + service.Broker.CountUnsettled("s.t.suspects") > 0, cancellationToken);
        }

        open.Set();
        await service.StopAsync();
        await service.StartAsync();
        await UntilAsync(() => _handled.Count == 60, cancellationToken);

        Assert.That(service.Broker.CountReady("s.t.dead"), Is.Zero);
    }

    [TestCase(20)]
    [TestCase(3)]
    [CancelAfter(Bound)]
    public async Task Crash_OneKillerAmongNeighbours_OnlyItIsDead(int limit, CancellationToken cancellationToken)
    {
        var killed = new SemaphoreSlim(0);
        await using var service = new CrashingService(builder => builder
            .Configure(options => (options.Concurrency, options.DeliveryLimit) = (4, limit))
            .MapTask("t", async (Job job, JobContext context, CancellationToken token) =>
            {
                _begun.Enqueue(context.MessageId!);
                if (context.MessageId == "20")
                {
                    killed.Release();
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                }

                await Task.Delay(20, token);
                _handled[context.MessageId!] = true;
            }));
        await service.StartAsync();
        await PublishAsync(service, 41);

        var crashes = 0;
        while (_handled.Count < 40 || service.Broker.CountReady("s.t.dead") == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await killed.WaitAsync(50, cancellationToken))
            {
                crashes++;
                await service.CrashAsync();
                await service.StartAsync();
            }
        }

        Assert.That(service.Broker.CountReady("s.t.dead"), Is.EqualTo(1));
        var dead = await service.Services.GetRequiredService<IDeadLetters>().PeekAsync("t", "20", cancellationToken: cancellationToken);
        Assert.That((dead!.Reason, dead.ErrorType), Is.EqualTo(("delivery-limit", typeof(DeadlyJobException).FullName)));
        Assert.That(dead.Error, Does.Contain("tried by itself").And.Contain("began"));
        Assert.That(_begun.Count(id => id == "20"), Is.LessThanOrEqualTo(limit + 1));
        Assert.That(crashes, Is.LessThanOrEqualTo(limit + 1));
    }

    [Test, CancelAfter(Bound)]
    public async Task Crash_TwoKillersWithTheirNeighboursAmongTheSuspects_OnlyTheyAreDead(CancellationToken cancellationToken)
    {
        var killed = new SemaphoreSlim(0);
        await using var service = new CrashingService(builder =>
        {
            builder.Configure(options => (options.Concurrency, options.DeliveryLimit) = (2, 4));
            foreach (var task in new[] { "a", "b" })
            {
                builder.MapTask(task, async (Job job, JobContext context, CancellationToken token) =>
                {
                    if (context.MessageId is "a7" or "b3")
                    {
                        killed.Release();
                        await Task.Delay(Timeout.InfiniteTimeSpan, token);
                    }

                    await Task.Delay(30, token);
                    _handled[context.MessageId!] = true;
                });
            }
        });
        await service.StartAsync();
        await PublishAsync(service, 20, "a");
        await PublishAsync(service, 20, "b");
        while (_handled.Count < 38 || service.Broker.CountReady("s.a.dead") + service.Broker.CountReady("s.b.dead") < 2)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await killed.WaitAsync(50, cancellationToken))
            {
                await service.CrashAsync();
                await service.StartAsync();
            }
        }

        Assert.That((service.Broker.CountReady("s.a.dead"), service.Broker.CountReady("s.b.dead")), Is.EqualTo((1, 1)));
    }

    [Test, CancelAfter(Bound)]
    public async Task SetAside_SuspectsOfAHandlerWithOneSlot_RunOneAtATimeWithItsOtherJobs(CancellationToken cancellationToken)
    {
        var (running, most) = (0, 0);
        await using var service = new CrashingService(builder => builder
            .Configure(
                options => (options.Concurrency, options.DeliveryLimit, options.ShutdownTimeout) = (1, 2, TimeSpan.FromMilliseconds(1)))
            .MapTask("t", async (Job job, JobContext context, CancellationToken token) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                try
                {
                    await Task.Delay(10, token);
                    _handled[context.MessageId!] = true;
                }
                finally
                {
                    Interlocked.Decrement(ref running);
                }
            }));
        await service.StartAsync();
        await PublishAsync(service, 60);
        for (var restart = 0; restart < 5; restart++)
        {
            await service.StopAsync();
            await service.StartAsync();
        }

        await UntilAsync(() => _handled.Count == 60, cancellationToken);

        Assert.That(most, Is.EqualTo(1));
        Assert.That(service.Broker.CountReady("s.t.dead"), Is.Zero);
    }

    [Test, CancelAfter(Bound)]
    public async Task SetAside_SuspectThatFails_IsRetriedAndDiesOfItsAttempts(CancellationToken cancellationToken)
    {
        var attempts = new ConcurrentQueue<int>();
        var crash = new SemaphoreSlim(0);
        var broken = true;
        await using var service = new CrashingService(builder => builder
            .Configure(options => options.DeliveryLimit = 2)
            .MapTask(
                "t",
                async (Job job, JobContext context, CancellationToken token) =>
                {
                    if (broken)
                    {
                        broken = false;
                        crash.Release();
                        await Task.Delay(Timeout.InfiniteTimeSpan, token);
                    }

                    attempts.Enqueue(context.Attempt);
                    throw new IOException("no luck");
                },
                new HandlerSettings { MaxAttempts = 2, Delay = TimeSpan.FromMilliseconds(1) }));
        await service.StartAsync();
        await PublishAsync(service, 1);
        await crash.WaitAsync(cancellationToken);
        await service.CrashAsync();
        await service.StartAsync();
        await UntilAsync(() => service.Broker.CountReady("s.t.dead") == 1, cancellationToken);

        Assert.That(attempts, Is.EqualTo(new[] { 1, 2 }));
        var dead = await service.Services.GetRequiredService<IDeadLetters>().PeekAsync("t", "0", cancellationToken: cancellationToken);
        Assert.That((dead!.Reason, dead.Error), Is.EqualTo(("exhausted", "no luck")));
    }

    private static async Task PublishAsync(CrashingService service, int count, string task = "t")
    {
        var publisher = service.Services.GetRequiredService<IPublisher>();
        for (var i = 0; i < count; i++)
        {
            await publisher.PublishTaskAsync(task, new { }, new PublishOptions { MessageId = task == "t" ? $"{i}" : $"{task}{i}" });
        }
    }

    private static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(10, cancellationToken);
        }
    }
}
