using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos.Core.Tests.Support;
using Ponos.Handlers;
using Ponos.Testing;

namespace Ponos.Core.Tests.Delivery;

/// <summary>What delivery does besides running a handler: remembers, slows down, tells, and gives back.</summary>
public sealed class DeliveryTests
{
    private readonly ConcurrentQueue<string> _ran = new();

    [Test]
    public async Task Inbox_JobThatComesTwice_RunsOnce()
    {
        await using var ponos = await StartAsync(builder => builder.MapTask("s.task", (Job job, JobContext context) => Run(context)));

        await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { MessageId = "one" });
        await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { MessageId = "one" });
        await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { MessageId = "two" });
        await ponos.WhenIdleAsync();

        Assert.That(_ran, Is.EqualTo(new[] { "one", "two" }));
        Assert.That(
            ponos.Settled.Select(job => job.Outcome),
            Is.EqualTo(new[] { JobOutcome.Succeeded, JobOutcome.Duplicate, JobOutcome.Succeeded }));
    }

    [Test]
    public async Task Inbox_JobThatFailed_RunsAgain()
    {
        await using var ponos = await StartAsync(builder => builder.MapTask("s.task", (Job job, JobContext context) =>
            context.Attempt < 3 ? Task.FromException(new IOException()) : Run(context)));

        await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { MessageId = "one" });
        await ponos.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.That(_ran, Is.EqualTo(new[] { "one" }));
    }

    [TestCase("2", true), TestCase("1", false)]
    public async Task Inbox_IdThatCameBefore_IsWarnedOfWhereTheBodyDiffers(string amount, bool warned)
    {
        using var log = new CollectingLog();
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddLogging(logging => logging.AddProvider(log));
            services.AddPonos("s", HandlerCatalog.Empty).MapTask("s.task", (Job job, JobContext context) => Run(context));
        });

        await ponos.PublishTaskAsync("s.task", new { Amount = "1" }, new PublishOptions { MessageId = "one", Tid = "t" });
        await ponos.PublishTaskAsync("s.task", new { Amount = amount }, new PublishOptions { MessageId = "one", Tid = "t" });
        await ponos.WhenIdleAsync();

        Assert.That(_ran, Is.EqualTo(new[] { "one" }));
        Assert.That(log.Entries.Any(entry => entry.Id == 35 && entry.Text.Contains("one", StringComparison.Ordinal)), Is.EqualTo(warned));
    }

    [Test]
    public async Task Inbox_OfTheApplication_IsResolvedFromTheAttemptsScope()
    {
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddScoped<IInbox, RefusingInbox>();
            services.AddPonos("s", HandlerCatalog.Empty).MapTask("s.task", (Job job, JobContext context) => Run(context));
        });

        await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { MessageId = "new" });
        await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { MessageId = "old" });
        await ponos.WhenIdleAsync();

        Assert.That(_ran, Is.EqualTo(new[] { "new" }));
        Assert.That(ponos.Settled.Select(job => job.Outcome), Is.EqualTo(new[] { JobOutcome.Succeeded, JobOutcome.Duplicate }));
    }

    [TestCase(true, TestName = "Invalid_ByTheHandlersWord_IsNeverRetried")]
    [TestCase(false, TestName = "Invalid_ByAnExceptionThatIsClassified_IsNeverRetried")]
    public async Task Invalid(bool isOurs)
    {
        await using var ponos = await StartAsync(builder => builder
            .Configure(options => options.Retry.On<FormatException>(FailureAction.Invalid))
            .MapTask("s.task", (Job job, JobContext context) =>
            {
                _ = Run(context);
                return Task.FromException(isOurs ? new BrokenContractException("no cron") : new FormatException("no cron"));
            }));

        await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { MessageId = "one" });
        await ponos.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.That(_ran, Has.Count.EqualTo(1));
        var settled = ponos.Settled.Single();
        Assert.That((settled.Outcome, settled.PublishedBy, settled.Violations.Count), Is.EqualTo((JobOutcome.Invalid, "s", 0)));
        var letter = await ponos.Services.GetRequiredService<IDeadLetters>().PeekAsync("s.task", "one", DeadLetterKind.Invalid);
        Assert.That((letter!.Attempt, letter.Reason, letter.Error), Is.EqualTo((1, "invalid", "no cron")));
    }

    [Test]
    public async Task RateLimit_Reached_JobsWaitForTheNextPeriod()
    {
        await using var ponos = await StartAsync(builder => builder.MapTask(
            "s.task",
            (Job job, JobContext context) => Run(context),
            new HandlerSettings { RatePermits = 5, RatePeriod = TimeSpan.FromMinutes(1) }));
        for (var i = 0; i < 12; i++)
        {
            await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { MessageId = $"{i}" });
        }

        await ponos.AdvanceAsync(TimeSpan.FromSeconds(59));
        Assert.That(_ran, Has.Count.EqualTo(5));
        await ponos.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.That(_ran, Has.Count.EqualTo(10));
        await ponos.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.That(_ran, Is.EqualTo(Enumerable.Range(0, 12).Select(i => $"{i}")));
    }

    [Test]
    public async Task RateLimit_LimiterOfTheApplication_IsUsedForTheHandlerOfItsName()
    {
        await using var limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = 0 });
        using var taken = await limiter.AcquireAsync();
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddKeyedSingleton<RateLimiter>("s.task", limiter);
            services.AddPonos("s", HandlerCatalog.Empty).MapTask("s.task", (Job job, JobContext context) => Run(context));
        });

        await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { MessageId = "one" });
        await ponos.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.That(_ran, Is.Empty);
        taken.Dispose();
        await ponos.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.That(_ran, Is.EqualTo(new[] { "one" }));
    }

    [Test]
    public async Task FinalHandler_JobThatIsGivenUp_RunsBeforeItIsDead()
    {
        JobFailure? failure = null;
        var catalog = new HandlerCatalog(
            [new HandlerDescriptor<Job>(JobKind.Task, "s.task", "Workers.Handle", (_, _) => throw new WorkerStopException("no way"))],
            [],
            finalHandlers: [new HandlerDescriptor<Job>(JobKind.Task, "s.task", "Workers.OnDead", (job, context) =>
            {
                failure = context.Failure;
                throw new IOException("changes nothing");
            })]);
        await using var ponos = await PonosHarness.StartAsync(services => services.AddPonos("s", catalog));

        await ponos.PublishTaskAsync("s.task", new { });
        await ponos.DeadAsync("s.task");

        Assert.That(failure, Is.Not.Null);
        Assert.That((failure!.Reason, failure.Attempt, failure.Error!.Message), Is.EqualTo(("stopped", 1, "no way")));
    }

    [Test]
    public async Task FinalHandler_OfAJobThatNobodyHandles_FailsTheStart()
    {
        var catalog = new HandlerCatalog(
            [], [], finalHandlers: [new HandlerDescriptor<Job>(JobKind.Task, "s.task", "Workers.OnDead", (_, _) => Task.CompletedTask)]);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => PonosHarness.StartAsync(services => services.AddPonos("s", catalog)));

        Assert.That(exception!.Message, Does.Contain("Workers.OnDead").And.Contain("s.task").And.Contain("[OnDead]"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task PublishErrors_DeadJob_IsToldByAnEventWithItsBodyWhereAskedFor(bool withBody)
    {
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddPonos("s", HandlerCatalog.Empty, options => (options.PublishErrors, options.PublishErrorBodies) = (true, withBody))
                .MapTask("s.task", (Job job) => Task.FromException(new WorkerStopException("no way")));
            services.AddPonos("watcher", HandlerCatalog.Empty).MapEvent("worker.errored", (Job job) => Task.CompletedTask);
        });

        await ponos.PublishTaskAsync("s.task", new { order = 7, tid = "t-7" });
        var told = await ponos.HandledAsync("worker.errored");

        using var json = JsonDocument.Parse(told.Body);
        Assert.That(told.Tid, Is.EqualTo("t-7"));
        Assert.That(json.RootElement.GetProperty("originalJobPayload").TryGetProperty("order", out var order), Is.EqualTo(withBody));
        Assert.That(!withBody || order.GetInt32() == 7);
        Assert.That(json.RootElement.GetProperty("originalWorkerName").GetString(), Is.EqualTo("s.s.task"));
        Assert.That(json.RootElement.GetProperty("error").GetProperty("message").GetString(), Is.EqualTo("no way"));
    }

    [Test]
    public async Task DeadLetters_AfterTheCauseIsGone_AreReplayedWithAttemptsReset()
    {
        var broken = true;
        await using var ponos = await StartAsync(builder => builder.MapTask("s.task", (Job job, JobContext context) =>
            broken ? Task.FromException(new WorkerStopException($"no {context.MessageId}")) : Run(context)));
        for (var i = 0; i < 5; i++)
        {
            await ponos.PublishTaskAsync("s.task", new { number = i }, new PublishOptions { MessageId = $"{i}" });
        }

        await ponos.WhenIdleAsync();
        var dead = ponos.Services.GetRequiredService<IDeadLetters>();

        var page = await dead.ListAsync("s.task", skip: 1, take: 3);
        Assert.That(page.Select(letter => (letter.MessageId, letter.Reason, letter.Error)), Is.EqualTo(new[]
        {
            ("1", "stopped", "no 1"), ("2", "stopped", "no 2"), ("3", "stopped", "no 3"),
        }));
        Assert.That(page[0].Queue, Is.EqualTo("s.s.task"));
        var groups = await dead.GroupAsync("s.task");
        Assert.That(
            groups.Select(group => (group.Reason, group.ErrorType, group.Count)),
            Is.EqualTo(new[] { ("stopped", typeof(WorkerStopException).FullName, 5) }));
        Assert.That((await dead.PeekAsync("s.task", "4"))!.Error, Is.EqualTo("no 4"));
        Assert.That(await dead.PeekAsync("s.task", "none"), Is.Null);

        Assert.That(await dead.DropAsync("s.task", letter => letter.MessageId == "0"), Is.EqualTo(1));
        broken = false;
        Assert.That(await dead.ReplayAsync("s.task", letter => letter.MessageId == "3"), Is.EqualTo(1));
        Assert.That(await dead.ReplayAsync("s.task"), Is.EqualTo(3));
        await ponos.WhenIdleAsync();

        Assert.That(_ran, Is.EqualTo(new[] { "3", "1", "2", "4" }));
        Assert.That(await dead.ListAsync("s.task"), Is.Empty);
        Assert.That(ponos.Settled.Where(job => job.Outcome == JobOutcome.Succeeded).Select(job => job.Attempt), Has.All.EqualTo(1));
    }

    [Test]
    public async Task DeadLetters_InvalidJobs_NameThePlaceAndNoValue()
    {
        await using var ponos = await PonosHarness.StartAsync(services => services.AddPonos("s", HandlerCatalog.Empty)
            .MapTask(
                "s.task",
                (Job job) => Task.CompletedTask,
                schema: """{"type":"object","properties":{"age":{"type":"integer","maximum":100}}}"""));
        await ponos.SendForeignAsync("s", "s.task", """{"age":424242}"""u8.ToArray());
        await ponos.InvalidAsync("s.task");

        var letter = (await ponos.Services.GetRequiredService<IDeadLetters>().ListAsync("s.task", DeadLetterKind.Invalid)).Single();

        Assert.That(letter.Reason, Is.EqualTo("invalid"));
        Assert.That(letter.Error, Is.EqualTo("/age maximum"));
    }

    [Test]
    public async Task DeadLetters_OfAJobThatNobodyHandles_NamesWhatThereIs()
    {
        await using var ponos = await StartAsync(builder => builder.MapTask("s.task", (Job job) => Task.CompletedTask));

        var exception = await Assert.ThrowsAsync<ArgumentException>(
            () => ponos.Services.GetRequiredService<IDeadLetters>().ListAsync("s.other"));

        Assert.That(exception!.Message, Does.Contain("s.other").And.Contain("s.task"));
    }

    [Test]
    public async Task Retry_FailureThatDoesNotCount_LeavesTheAttemptsAlone()
    {
        var failures = 0;
        await using var ponos = await PonosHarness.StartAsync(services => services
            .AddPonos(
                "s", HandlerCatalog.Empty, options => options.Retry.On<TimeoutException>(FailureAction.RetryUncounted).MaxAttempts = 2)
            .MapTask(
                "s.task", (Job job, JobContext context) => failures++ < 10 ? Task.FromException(new TimeoutException()) : Run(context)));

        await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { MessageId = "one" });
        await ponos.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.That((await ponos.HandledAsync("s.task")).Attempt, Is.EqualTo(1));
    }

    private Task<PonosHarness> StartAsync(Action<PonosBuilder> map) =>
        PonosHarness.StartAsync(services => map(services.AddPonos("s", HandlerCatalog.Empty)));

    private Task Run(JobContext context)
    {
        _ran.Enqueue(context.MessageId!);
        return Task.CompletedTask;
    }

    [SetUp]
    public void Forget() => _ran.Clear();

    private sealed class RefusingInbox : IInbox
    {
        public async Task<bool> RunOnceAsync(string queue, string messageId, Func<Task> handle, CancellationToken cancellationToken)
        {
            if (messageId == "old")
            {
                return false;
            }

            await handle();
            return true;
        }
    }
}
