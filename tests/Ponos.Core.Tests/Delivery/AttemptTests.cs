using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Ponos.Core.Tests.Support;
using Ponos.Handlers;
using Ponos.Hosting;
using Ponos.Testing;

namespace Ponos.Core.Tests.Delivery;

/// <summary>An attempt's time, its place in the order, and what keeps it from beginning.</summary>
public sealed class AttemptTests
{
    private readonly ConcurrentQueue<string> _ran = new();

    [SetUp]
    public void Forget() => _ran.Clear();

    [Test]
    public async Task Timeout_HandlerThatReturnsAfterIt_HasFailed()
    {
        await using var ponos = await StartAsync(async (_, context) =>
        {
            if (context.Attempt == 1)
            {
                // It gives its work up without a word.
                await Task.Delay(System.Threading.Timeout.Infinite, context.CancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });

        await ponos.PublishTaskAsync("s.task", new { });
        await RunAsync(ponos, () => ponos.Settled.Count == 1);

        Assert.That((ponos.Settled[0].Outcome, ponos.Settled[0].Attempt), Is.EqualTo((JobOutcome.Succeeded, 2)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Timeout_HandlerThatThrowsAfterIt_TimedOut(bool isWrapped)
    {
        await using var ponos = await StartAsync(
            async (_, context) =>
            {
                try
                {
                    await Task.Delay(System.Threading.Timeout.Infinite, context.CancellationToken);
                }
                catch (OperationCanceledException exception) when (isWrapped)
                {
                    throw new AggregateException(exception);
                }
                catch (OperationCanceledException)
                {
                    throw new IOException("broken off");
                }
            },
            new HandlerSettings { AttemptTimeout = TimeSpan.FromSeconds(5), Delay = TimeSpan.FromMinutes(1) });

        await ponos.PublishTaskAsync("s.task", new { });
        await RunAsync(ponos, () => ponos.Settled.Count > 0);

        Assert.That(ponos.Settled[0].Outcome, Is.EqualTo(JobOutcome.TimedOut));
    }

    [Test]
    public async Task Timeout_HandlerThatStopsTheJobAfterIt_IsHeard()
    {
        await using var ponos = await StartAsync(async (_, context) =>
        {
            await Task.Delay(System.Threading.Timeout.Infinite, context.CancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new WorkerStopException("never");
        });

        await ponos.PublishTaskAsync("s.task", new { });
        await RunAsync(ponos, () => ponos.Settled.Count > 0);

        Assert.That(ponos.Settled[0].Outcome, Is.EqualTo(JobOutcome.Stopped));
    }

    [Test]
    public async Task Overrun_NextAttemptRunsASecondAfterATimeout_IsNotBlamedForIt()
    {
        using var log = new CollectingLog();
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddLogging(logging => logging.AddProvider(log));
            services.AddPonos("s", HandlerCatalog.Empty).MapTask(
                "s.task",
                (Job _, JobContext context, TimeProvider time) => context.Attempt == 1
                    ? Task.Delay(System.Threading.Timeout.Infinite, context.CancellationToken)
                    : Task.Delay(TimeSpan.FromSeconds(4), time),
                new HandlerSettings { AttemptTimeout = TimeSpan.FromSeconds(5), Delay = TimeSpan.FromMilliseconds(100), Jitter = false });
        });

        await ponos.PublishTaskAsync("s.task", new { });
        await RunAsync(ponos, () => ponos.Settled.Count > 0);

        Assert.That(ponos.Settled[0].Attempt, Is.EqualTo(2));
        Assert.That(log.Entries.Select(entry => entry.Id), Has.None.EqualTo(16));
    }

    [Test]
    public async Task Overrun_HandlerThatIgnoresItsToken_IsNamedAndHealthTellsWhenNoSlotIsLeft()
    {
        using var log = new CollectingLog();
        var release = new TaskCompletionSource();
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddLogging(logging => logging.AddProvider(log));
            services.AddPonos("s", HandlerCatalog.Empty)
                .MapTask("s.task", (Job _) => release.Task, new HandlerSettings { AttemptTimeout = TimeSpan.FromSeconds(5) });
        });
        var control = ponos.Services.GetRequiredService<IWorkerControl>();

        await ponos.PublishTaskAsync("s.task", new { });
        await RunAsync(ponos, () => control.Handlers[0].Trouble is not null);

        Assert.That(log.Entries.Count(entry => entry.Id == 16), Is.EqualTo(1));
        Assert.That(control.Handlers[0].Trouble, Does.Contain("ignore their cancellation"));
        release.SetResult();
        await RunAsync(ponos, () => control.Handlers[0].Trouble is null);
    }

    [Test]
    public async Task Order_SingleActiveConsumer_IsKeptThroughWaits()
    {
        await using var ponos = await StartAsync(
            (job, context) =>
            {
                _ran.Enqueue(context.MessageId!);
                return context is { MessageId: "0", Attempt: < 4 } ? Task.FromException(new IOException()) : Task.CompletedTask;
            },
            new HandlerSettings { SingleActiveConsumer = true, Delay = TimeSpan.FromMinutes(1), MaxDelay = TimeSpan.FromMinutes(10) });

        for (var i = 0; i < 4; i++)
        {
            await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { MessageId = $"{i}" });
        }

        await ponos.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.That(_ran, Is.EqualTo(new[] { "0", "0", "0", "0", "1", "2", "3" }));
        Assert.That(
            ponos.Settled.Select(job => (job.MessageId, job.Attempt)), Is.EqualTo(new[] { ("0", 4), ("1", 1), ("2", 1), ("3", 1) }));
    }

    [Test]
    public async Task Gone_DeliveryWhoseChannelWasLost_DoesNotBegin()
    {
        var release = new TaskCompletionSource();
        await using var ponos = await StartAsync((_, context) =>
        {
            _ran.Enqueue(context.MessageId!);
            return release.Task;
        }, new HandlerSettings { Prefetch = 20 });
        var server = ponos.Services.GetRequiredKeyedService<WorkerServer>("s");
        for (var i = 0; i < 20; i++)
        {
            await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { MessageId = $"{i}" });
        }

        await EventuallyAsync(() => server.Workers[0].Slots is { Running: 1, Pending: 19 });
        await server.Transport.DisposeAsync();
        release.SetResult();
        await EventuallyAsync(() => server.Workers[0].Slots is { Running: 0, Pending: 0 });

        Assert.That(_ran, Is.EqualTo(new[] { "0" }));
    }

    private static Task<PonosHarness> StartAsync(Func<Job, JobContext, Task> handle, HandlerSettings? settings = null) =>
        PonosHarness.StartAsync(services => services.AddPonos("s", HandlerCatalog.Empty).MapTask(
            "s.task", handle, settings
                ?? new HandlerSettings { AttemptTimeout = TimeSpan.FromSeconds(5), Delay = TimeSpan.FromMilliseconds(100) }));

    /// <summary>Moves the clock on while a handler runs, which the harness would wait for.</summary>
    private static Task RunAsync(PonosHarness ponos, Func<bool> until) => EventuallyAsync(() =>
    {
        if (until())
        {
            return true;
        }

        ((FakeTimeProvider)ponos.Clock).Advance(TimeSpan.FromMilliseconds(500));
        return false;
    });

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.That(TimeProvider.System.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(30)), "It did not come to be.");
            await Task.Delay(5);
        }
    }
}
