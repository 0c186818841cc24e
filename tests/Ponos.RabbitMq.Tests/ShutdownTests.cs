using System.Collections.Concurrent;
using Ponos.Handlers;
using Ponos.RabbitMq.Tests.Support;

namespace Ponos.RabbitMq.Tests;

/// <summary>The end of a worker server: what runs ends, what waits goes to another.</summary>
internal sealed class ShutdownTests : WorkerFixture
{
    private const string Pack = "order.pack";

    [Test, CancelAfter(Bound)]
    public async Task Stop_WithJobsRunningAndPrefetched_FinishesTheOnesAndHandsBackTheOthers(CancellationToken cancellationToken)
    {
        var name = Unique("shop");
        var runs = new ConcurrentQueue<(string Host, string Id)>();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var settings = new HandlerSettings { Concurrency = 2, Prefetch = 10 };
        var first = await StartMappedAsync(name, builder => builder.MapTask(
            Pack,
            async (Job _, JobContext context) =>
            {
                runs.Enqueue(("first", context.MessageId!));
                await release.Task;
            },
            settings), ("Ponos:ShutdownTimeout", "28s"));
        for (var i = 0; i < 20; i++)
        {
            await first.Publisher.PublishTaskAsync(
                Pack, new { Number = i }, new PublishOptions { MessageId = $"m-{i}" }, cancellationToken);
        }

        await EventuallyAsync(() => Task.FromResult(runs.Count == 2), TimeSpan.FromSeconds(10), "two run");

        var stopping = first.StopAsync();
        var second = await StartMappedAsync(name, builder => builder.MapTask(
            Pack,
            (Job _, JobContext context) =>
            {
                runs.Enqueue(("second", context.MessageId!));
                return Task.CompletedTask;
            },
            settings));
        await EventuallyAsync(
            () => Task.FromResult(runs.Count(run => run.Host == "second") == 18), TimeSpan.FromSeconds(20), "the second host has the rest");
        Assert.That(stopping.IsCompleted, Is.False, "it waits for what runs");
        release.SetResult();
        await stopping.WaitAsync(cancellationToken);
        await second.StopAsync();

        Assert.That(first.Jobs.Settled.Select(job => job.Outcome), Is.EqualTo(new[] { JobOutcome.Succeeded, JobOutcome.Succeeded }));
        Assert.That(runs.Select(run => run.Id), Is.EquivalentTo(Enumerable.Range(0, 20).Select(i => $"m-{i}")), "each ran once");
        Assert.That(await CountAsync($"{name}.{Pack}"), Is.Zero);
        Assert.That(await CountAsync($"{name}.{Pack}.dead"), Is.Zero);
    }

    [Test, CancelAfter(Bound)]
    public async Task Stop_HandlerBeyondTheShutdownTimeout_IsCancelledAndItsAttemptDoesNotCount(CancellationToken cancellationToken)
    {
        var name = Unique("shop");
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = await StartMappedAsync(
            name,
            builder => builder.MapTask(Pack, async (Job _, CancellationToken token) =>
            {
                started.SetResult();
                await Task.Delay(System.Threading.Timeout.Infinite, token);
            }),
            ("Ponos:ShutdownTimeout", "100ms"));
        await first.Publisher.PublishTaskAsync(Pack, new { }, cancellationToken: cancellationToken);
        await started.Task.WaitAsync(cancellationToken);

        await first.StopAsync();

        Assert.That(first.Jobs.Settled.Single().Outcome, Is.EqualTo(JobOutcome.Interrupted));
        var second = await StartMappedAsync(name, builder => builder.MapTask(Pack, (Job _) => Task.CompletedTask));
        Assert.That((await second.Jobs.SettledAsync(Pack, JobOutcome.Succeeded, cancellationToken)).Attempt, Is.EqualTo(1));
    }
}
