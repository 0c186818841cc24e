using System.Text;
using System.Text.Json;
using Khronos.Scheduling;
using Khronos.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Ponos;
using Ponos.Testing;
using Ponos.Topology;
using Ponos.Transport.InMemory;

namespace Khronos.Tests.Tasks;

public sealed class ScheduleTaskTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-23T09:58:30Z");

    private PonosHarness _harness = null!;
    private IPublisher _asking = null!;

    [SetUp]
    public async Task SetUp()
    {
        _harness = await PonosHarness.StartAsync(
            services =>
            {
                services.AddKhronos(options => options.Events.Clear());
                services.AddPonos("asking", KhronosTasks.Create());
                services.AddPonos("other", KhronosTasks.Create());
            },
            Start);
        _asking = _harness.Services.GetRequiredKeyedService<IPublisher>("asking");
    }

    [TearDown]
    public async Task TearDown() => await _harness.DisposeAsync();

    [Test]
    public async Task Put_IntervalByTask_IsPublishedFromThenOn()
    {
        await _asking.PublishAsync(new PutSchedule { Every = "sixty-minutes" });
        var changed = Read<ScheduleChanged>((await _harness.PublishedAsync(ScheduleChanged.JobName)).Body);
        Assert.That(
            changed,
            Is.EqualTo(new ScheduleChanged("one-hour", TimeEvents.OneHour, ScheduleChange.Created, "asking", Start.AddMinutes(1.5))));
        await _harness.AdvanceAsync(TimeSpan.FromHours(3));
        Assert.That(_harness.Published.Count(job => job.Name == TimeEvents.OneHour), Is.EqualTo(3));
        await _asking.PublishAsync(new DeleteSchedule("1h"));
        await _harness.WhenIdleAsync();
        await _harness.AdvanceAsync(TimeSpan.FromHours(3));
        Assert.That(_harness.Published.Count(job => job.Name == TimeEvents.OneHour), Is.EqualTo(3));
    }

    [Test]
    public async Task Put_NameOfOnesOwn_IsPublishedUnderIt()
    {
        await _asking.PublishAsync(new PutSchedule { Name = "nightly-report", Cron = "0 3 * * *", TimeZone = "Europe/Berlin" });
        await _harness.AdvanceAsync(TimeSpan.FromDays(2));

        var ticks = _harness.Published.Where(job => job.Name == "time.nightly-report.passed")
            .Select(job => Read<TimePassed>(job.Body))
            .ToArray();
        Assert.That(
            ticks.Select(tick => tick.TickId),
            Is.EqualTo(new[] { "nightly-report@2026-11-24T02:00:00Z", "nightly-report@2026-11-25T02:00:00Z" }));
        Assert.That(ticks.Select(tick => (tick.Cron, tick.TimeZone)), Is.All.EqualTo(("0 3 * * *", "Europe/Berlin")));
    }

    [Test]
    public async Task Put_WhatMakesNoSense_IsToldAndInvalid()
    {
        await _asking.PublishAsync(new PutSchedule { Name = "mine", Cron = "0 25 * * *" });
        var rejected = Read<ScheduleRejected>((await _harness.PublishedAsync(ScheduleRejected.JobName)).Body);
        Assert.That((rejected.Task, rejected.Name, rejected.By), Is.EqualTo((PutSchedule.TaskName, "mine", "asking")));
        Assert.That(rejected.Reasons.Single(), Does.Contain("'cron' cannot be read"));
        var invalid = await _harness.InvalidAsync(PutSchedule.TaskName);
        Assert.That(invalid.Attempt, Is.EqualTo(1));
        var deadLetters = _harness.Services.GetRequiredKeyedService<IDeadLetters>("khronos");
        var letter = await deadLetters.PeekAsync(PutSchedule.TaskName, invalid.MessageId!, DeadLetterKind.Invalid);
        Assert.That((letter!.Attempt, letter.Reason), Is.EqualTo((1, "invalid")));
        Assert.That(letter.Error, Does.Contain("'cron' cannot be read"));
        Assert.That(_harness.Published.Count(job => job.Name == ScheduleRejected.JobName), Is.EqualTo(1));
    }

    [Test]
    public async Task Delete_OfASchedule_TakesItsExchangeAwayAfterAWhileAndAPutBringsItBack()
    {
        await _asking.PublishAsync(new PutSchedule { Name = "mine", Every = "1m" });
        await _asking.PublishAsync(new PutSchedule { Name = "kept", Every = "1m" });
        await _harness.AdvanceAsync(TimeSpan.FromMinutes(2));
        await _asking.PublishAsync(new DeleteSchedule("mine"));
        await _harness.WhenIdleAsync();
        Assert.That(await HasExchangeAsync("time.mine.passed"), Is.True, "It may be put again at once.");

        await _harness.AdvanceAsync(TimeSpan.FromMinutes(6));
        Assert.That(await HasExchangeAsync("time.kept.passed"), Is.True);
        Assert.That(await HasExchangeAsync("time.mine.passed"), Is.False);

        await _asking.PublishAsync(new PutSchedule { Name = "mine", Every = "1m" });
        await _harness.AdvanceAsync(TimeSpan.FromMinutes(6));
        Assert.That(await HasExchangeAsync("time.mine.passed"), Is.True);
        Assert.That(_harness.Published.Count(job => job.Name == "time.mine.passed"), Is.EqualTo(8));
    }

    [Test]
    public async Task Put_OfWhatWasJustDeleted_KeepsItsExchange()
    {
        await _asking.PublishAsync(new PutSchedule { Name = "mine", Every = "1m" });
        await _harness.AdvanceAsync(TimeSpan.FromMinutes(2));
        await _asking.PublishAsync(new DeleteSchedule("mine"));
        await _harness.WhenIdleAsync();
        await _asking.PublishAsync(new PutSchedule { Name = "mine", Every = "1h" });
        await _harness.AdvanceAsync(TimeSpan.FromMinutes(6));

        Assert.That(await HasExchangeAsync("time.mine.passed"), Is.True);
    }

    [Test]
    public async Task Put_NameOfAnotherService_IsInvalidAndTold()
    {
        await _asking.PublishAsync(new PutSchedule { Name = "mine", Cron = "0 3 * * *" });
        await _harness.HandledAsync(PutSchedule.TaskName);
        await _harness.Services.GetRequiredKeyedService<IPublisher>("other")
            .PublishAsync(new PutSchedule { Name = "mine", Cron = "0 4 * * *" });

        var invalid = await _harness.InvalidAsync(PutSchedule.TaskName);
        Assert.That(invalid.PublishedBy, Is.EqualTo("other"));
        var rejected = Read<ScheduleRejected>((await _harness.PublishedAsync(ScheduleRejected.JobName)).Body);
        Assert.That((rejected.Name, rejected.By), Is.EqualTo(("mine", "other")));
        Assert.That(rejected.Reasons.Single(), Does.Contain("belongs to asking"));
    }

    [Test]
    public async Task Put_BrokenContract_IsInvalidAndTold()
    {
        await _harness.SendForeignAsync("khronos", PutSchedule.TaskName, Encoding.UTF8.GetBytes("""{"tid":"t","name":"mine","every":5}"""));
        await _harness.InvalidAsync(PutSchedule.TaskName);
        var rejected = Read<ScheduleRejected>((await _harness.PublishedAsync(ScheduleRejected.JobName)).Body);
        Assert.That(rejected.Reasons.Single(), Does.Contain("/every"));
        Assert.That((rejected.Name, rejected.By), Is.EqualTo(("mine", "foreign")));
    }

    [TestCase("Europe")]
    [TestCase("zone.tab")]
    [TestCase("../../etc/passwd")]
    [TestCase("localtime")]
    public async Task Put_WhatIsNoTimeZone_IsToldAndInvalid(string zone)
    {
        await _asking.PublishAsync(new PutSchedule { Name = "mine", Cron = "0 3 * * *", TimeZone = zone });
        Assert.That((await RejectedAsync()).Reasons.Single(), Does.Contain("'timeZone' is not known"));
        Assert.That((await _harness.InvalidAsync(PutSchedule.TaskName)).Attempt, Is.EqualTo(1));
    }

    [TestCase("0001-01-01T00:00:00Z", "2026-11-23T00:00:00Z")]
    [TestCase("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [TestCase("2026-11-23T00:00:00Z", "9999-12-31T23:59:59Z")]
    public async Task Backfill_SpanOfAnyKind_IsDoneOrTold(string from, string to)
    {
        await _asking.PublishAsync(new PutSchedule { Name = "mine", Every = "1m" });
        await _harness.WhenIdleAsync();
        await _asking.PublishAsync(new BackfillSchedule("mine", DateTimeOffset.Parse(from), DateTimeOffset.Parse(to)));
        await _harness.WhenIdleAsync();
        Assert.That(
            _harness.Settled.Where(job => job.Name == BackfillSchedule.TaskName).Select(job => job.Outcome).Single(),
            Is.AnyOf(JobOutcome.Succeeded, JobOutcome.Invalid));
        Assert.That(
            _harness.Published.Count(job => job.Name == ScheduleRejected.JobName),
            Is.EqualTo(_harness.Settled.Count(job => job.Name == BackfillSchedule.TaskName && job.Outcome == JobOutcome.Invalid)));
    }

    [Test]
    public async Task Tasks_OfEveryKind_CanBePublishedByAnyServiceThatReferencesTheClient()
    {
        await _asking.PublishAsync(new PutSchedule
        {
            Name = "trial-4711-ends",
            At = Start.AddDays(1),
            Payload = JsonSerializer.SerializeToElement(new { trial = 4711, tick = "{{tickId}}" }),
        });
        // Each kind of task has a queue of its own, and between queues there is no order.
        await _harness.WhenIdleAsync();
        await _asking.PublishAsync(new PauseSchedule("trial-4711-ends"));
        await _harness.WhenIdleAsync();
        await _asking.PublishAsync(new ResumeSchedule("trial-4711-ends"));
        await _harness.WhenIdleAsync();
        await _asking.PublishAsync(new TriggerSchedule("trial-4711-ends"));
        await _asking.PublishAsync(new BackfillSchedule("trial-4711-ends", Start.AddDays(-1), Start));
        await _asking.PublishAsync(new ConfirmClock { Reason = "looked" });
        await _harness.WhenIdleAsync();
        await _asking.PublishAsync(new DeleteSchedule("trial-4711-ends"));
        await _harness.WhenIdleAsync();
        Assert.That(
            _harness.Settled.Where(job => job.Service == "khronos")
                .Select(job => (job.Name, job.Outcome))
                .Where(job => job.Outcome != JobOutcome.Succeeded),
            Is.Empty);
        Assert.That(_harness.Settled.Count(job => job.Service == "khronos"), Is.EqualTo(7));
    }

    [Test]
    public async Task Put_InTheNameOfKhronos_IsRefused()
    {
        await _harness.Services.GetRequiredKeyedService<IPublisher>("khronos")
            .PublishAsync(new PutSchedule { Name = "mine", Every = "1m" });
        Assert.That((await RejectedAsync()).Reasons.Single(), Does.Contain("Khronos itself"));
    }

    [Test]
    public async Task Pause_BuiltInOfOthers_IsRejected()
    {
        await _asking.PublishAsync(new PutSchedule { Every = "1h" });
        await _harness.WhenIdleAsync();
        await _asking.PublishAsync(new PauseSchedule("one-hour"));
        var rejected = Read<ScheduleRejected>((await _harness.PublishedAsync(ScheduleRejected.JobName)).Body);
        Assert.That(rejected.Task, Is.EqualTo(PauseSchedule.TaskName));
    }

    /// <summary>Asks by the binding that each event has: the broker refuses one whose exchange is not there.</summary>
    private async Task<bool> HasExchangeAsync(string name)
    {
        await using var transport = new InMemoryTransport(_harness.Services.GetRequiredService<InMemoryBroker>());
        try
        {
            var binding = new BindingShape(name, QueueNames.PatternExchange, ToExchange: true, RoutingKey: "");
            await transport.DeclareAsync(new TopologyShape([], [], [binding]), CancellationToken.None);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private Task<ScheduleRejected> RejectedAsync() => RejectedAsync(_harness);

    private static async Task<ScheduleRejected> RejectedAsync(PonosHarness harness) =>
        Read<ScheduleRejected>((await harness.PublishedAsync(ScheduleRejected.JobName)).Body);

    private static T Read<T>(ReadOnlyMemory<byte> body) =>
        JsonSerializer.Deserialize<T>(body.Span, Web.Options)!;
}
