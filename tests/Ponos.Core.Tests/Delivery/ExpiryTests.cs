using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos.Core.Tests.Support;
using Ponos.Delivery;
using Ponos.Handlers;
using Ponos.Testing;
using Ponos.Transport;
using Ponos.Transport.InMemory;

namespace Ponos.Core.Tests.Delivery;

/// <summary>A job that had to begin before a time that is over is not run, and never goes silently.</summary>
public sealed class ExpiryTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<string> _ran = new();

    [SetUp]
    public void Forget() => _ran.Clear();

    [Test]
    public async Task Expired_JobThatWaitedTooLong_IsParkedLoggedAndTold()
    {
        using var log = new CollectingLog();
        await using var ponos = await StartPausedAsync(new HandlerSettings(), log);
        await PublishAsync(ponos, "late", Minute);
        await PublishAsync(ponos, "in time", 2 * Minute);

        await ponos.AdvanceAsync(Minute + TimeSpan.FromMilliseconds(1));
        await ResumeAsync(ponos, "late", "in time");

        Assert.That(_ran, Is.EqualTo(new[] { "in time" }));
        Assert.That(ponos.Settled.Single(job => job.MessageId == "late").Outcome, Is.EqualTo(JobOutcome.Expired));
        var letter = await PeekAsync(ponos, "late");
        Assert.That((letter!.Reason, letter.Queue, letter.Attempt), Is.EqualTo(("expired", "s.s.task", 1)));
        Assert.That(letter.Headers, Does.ContainKey("ponos-not-after"));
        Assert.That(log.Entries.Count(entry => entry.Id == 36 && entry.Text.Contains("s.task", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task Expired_AtItsLastMillisecond_StillRuns()
    {
        await using var ponos = await StartPausedAsync();
        await PublishAsync(ponos, "one", Minute);

        await ponos.AdvanceAsync(Minute);
        await ResumeAsync(ponos, "one");

        Assert.That(_ran, Is.EqualTo(new[] { "one" }));
    }

    [Test]
    public async Task Expired_WhereTheHandlerSaysDrop_IsGoneButTold()
    {
        using var log = new CollectingLog();
        await using var ponos = await StartPausedAsync(new HandlerSettings { Expired = ExpiredJobs.Drop }, log);
        await PublishAsync(ponos, "late", Minute);

        await ponos.AdvanceAsync(2 * Minute);
        await ResumeAsync(ponos, "late");

        Assert.That(_ran, Is.Empty);
        Assert.That(ponos.Settled.Single().Outcome, Is.EqualTo(JobOutcome.Expired));
        Assert.That(await PeekAsync(ponos, "late"), Is.Null);
        Assert.That(log.Entries.Count(entry => entry.Id == 37), Is.EqualTo(1));
    }

    [Test]
    public async Task Expired_Replayed_Runs()
    {
        await using var ponos = await StartPausedAsync();
        await PublishAsync(ponos, "late", Minute);
        await ponos.AdvanceAsync(2 * Minute);
        await ResumeAsync(ponos, "late");

        Assert.That(await ponos.Services.GetRequiredService<IDeadLetters>().ReplayAsync("s.task"), Is.EqualTo(1));
        _ = await ponos.HandledAsync("s.task");

        Assert.That(_ran, Is.EqualTo(new[] { "late" }));
    }

    [TestCase(true, TestName = "Expired_NextAttemptInTheProcess_IsJudgedWhenItBegins")]
    [TestCase(false, TestName = "Expired_NextAttemptFromTheBroker_IsJudgedWhenItBegins")]
    public async Task Retry(bool inProcess)
    {
        await using var ponos = await PonosHarness.StartAsync(services => services
            .AddPonos("s", HandlerCatalog.Empty, options => options.Retry.InProcessLimit = inProcess ? 2 * Second : TimeSpan.Zero)
            .MapTask(
                "s.task",
                (Job job, JobContext context) => Fail(context),
                new HandlerSettings { MaxAttempts = 9, Delay = 2 * Second, MaxDelay = 2 * Second, Jitter = false }));
        await PublishAsync(ponos, "one", 3 * Second);
        await ponos.AdvanceAsync(10 * Minute);
        await ponos.WhenIdleAsync();

        Assert.That(_ran, Is.EqualTo(new[] { "one 1", "one 2" }));
        Assert.That(ponos.Settled[^1].Outcome, Is.EqualTo(JobOutcome.Expired));
        Assert.That((await PeekAsync(ponos, "one"))!.Reason, Is.EqualTo("expired"));
    }

    [Test]
    public async Task Expired_HandledBefore_IsADuplicate()
    {
        await using var ponos = await StartPausedAsync();
        await PublishAsync(ponos, "one", Minute);
        await ResumeAsync(ponos, "one");
        await ponos.Services.GetRequiredService<IWorkerControl>().PauseAsync("s.task", "to wait");
        await PublishAsync(ponos, "one", Minute);
        await ponos.AdvanceAsync(2 * Minute);
        ponos.Services.GetRequiredService<IWorkerControl>().Resume("s.task");
        _ = await ponos.SettledAsync(_ => ponos.Settled.Count == 2, "it came again");

        Assert.That(ponos.Settled.Select(job => job.Outcome), Is.EqualTo(new[] { JobOutcome.Succeeded, JobOutcome.Duplicate }));
    }

    [TestCase("""{"tid":"t","number":7}""", "7 expired")]
    [TestCase("""{"tid":"t","number":"seven"}""", null, Description = "It hears of no job that breaks its contract.")]
    public async Task Expired_FinalHandler_HearsOfTheJob(string body, string? heard)
    {
        var catalog = new HandlerCatalog(
            [new HandlerDescriptor<Numbered>(JobKind.Task, "s.task", "Workers.Handle", (_, _) => Task.CompletedTask)],
            [],
            finalHandlers: [new HandlerDescriptor<Numbered>(JobKind.Task, "s.task", "Workers.OnDead", (job, context) =>
            {
                _ran.Enqueue($"{job.Number} {context.Failure!.Reason}");
                return Task.CompletedTask;
            })]);
        await using var ponos = await PonosHarness.StartAsync(services => services.AddPonos("s", catalog));

        await using var foreigner = new InMemoryTransport(ponos.Services.GetRequiredService<InMemoryBroker>());
        await foreigner.SendAsync(
            new OutgoingJob
            {
                Address = JobAddress.Queue("s.s.task"),
                Name = "s.task",
                Type = "s.task",
                MessageId = "late",
                Body = Encoding.UTF8.GetBytes(body),
                Headers = new Dictionary<string, object?> { ["ponos-not-after"] = 1L },
            },
            default);
        await ponos.WhenIdleAsync();

        Assert.That(_ran, Is.EqualTo(heard is null ? Array.Empty<string>() : [heard]));
        Assert.That((await PeekAsync(ponos, "late"))!.Reason, Is.EqualTo("expired"));
    }

    [TestCase("soon"), TestCase("-1"), TestCase("999999999999999999")]
    public void NotAfter_ThatIsNoTime_IsNone(string value) =>
        Assert.That(JobEnvelope.ReadNotAfter(new Dictionary<string, object?> { ["ponos-not-after"] = value }), Is.Null);

    private static Task PublishAsync(PonosHarness ponos, string id, TimeSpan toLive) =>
        ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { MessageId = id, TimeToLive = toLive });

    private static Task<DeadLetter?> PeekAsync(PonosHarness ponos, string id) =>
        ponos.Services.GetRequiredService<IDeadLetters>().PeekAsync("s.task", id);

    private static async Task ResumeAsync(PonosHarness ponos, params string[] ids)
    {
        ponos.Services.GetRequiredService<IWorkerControl>().Resume("s.task");
        foreach (var id in ids)
        {
            _ = await ponos.SettledAsync(job => job.MessageId == id, $"{id} was settled");
        }
    }

    private async Task<PonosHarness> StartPausedAsync(HandlerSettings? settings = null, CollectingLog? log = null)
    {
        var ponos = await PonosHarness.StartAsync(services =>
        {
            if (log is not null)
            {
                services.AddLogging(logging => logging.AddProvider(log));
            }

            services.AddPonos("s", HandlerCatalog.Empty)
                .MapTask("s.task", (Job job, JobContext context) => Run(context), settings ?? new HandlerSettings());
        });
        await ponos.Services.GetRequiredService<IWorkerControl>().PauseAsync("s.task", "to wait");
        return ponos;
    }

    private Task Run(JobContext context)
    {
        _ran.Enqueue(context.MessageId!);
        return Task.CompletedTask;
    }

    private Task Fail(JobContext context)
    {
        _ran.Enqueue($"{context.MessageId} {context.Attempt}");
        throw new IOException("broken");
    }

    public sealed record Numbered(int Number);
}
