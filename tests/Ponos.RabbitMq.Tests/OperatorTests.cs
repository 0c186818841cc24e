using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Control;
using Ponos.Handlers;
using Ponos.Journal;
using Ponos.RabbitMq.Tests.Support;

namespace Ponos.RabbitMq.Tests;

/// <summary>An operator asks and tells processes over the real broker, and decides about jobs given up on.</summary>
internal sealed class OperatorTests : WorkerFixture
{
    private readonly List<OperatorHost> _hosts = [];

    [TearDown]
    public async Task EndOperatorsAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        _hosts.Clear();
    }

    [Test, CancelAfter(Bound)]
    public async Task Look_AtTheQueueOfABroadcast_FindsNoneForAnybodyElse(CancellationToken cancellationToken)
    {
        var name = Unique("broadcast");
        await StartMappedAsync(name, builder => builder.MapEvent($"{name}.changed", (Job _) => Task.CompletedTask).WithBroadcast());
        var control = Operator();
        var queue = "";
        await EventuallyAsync(
            async () =>
                (queue = await control.DescribeAsync(name, cancellationToken) is [var process, ..] ? process.Handlers[0].Queue : "").Length
                    > 0,
            TimeSpan.FromSeconds(20),
            "the process answers");

        Assert.That(await control.LookAsync(queue, cancellationToken), Is.Null);
    }

    [Test, CancelAfter(Bound)]
    public async Task Describe_TwoProcesses_BothTellWhatTheyDo(CancellationToken cancellationToken)
    {
        var name = Unique("described");
        var release = new TaskCompletionSource();
        var service = await StartMappedAsync(
            name, builder => builder.MapTask("work", (Job _) => release.Task).WithConcurrency(3), ("Ponos:PublishTimeout", "30s"));
        await StartMappedAsync(name, builder => builder.MapTask("work", (Job _) => release.Task).WithConcurrency(3));
        await service.Publisher.PublishTaskAsync("work", new { n = 1 }, new PublishOptions { MessageId = "the-one" }, cancellationToken);
        var control = Operator();

        ProcessReport[] reports = [];
        await EventuallyAsync(
            async () => (reports = [.. await control.DescribeAsync(name, cancellationToken)]).Length == 2
                && reports.Sum(report => report.Handlers[0].Running.Count) == 1,
            TimeSpan.FromSeconds(20),
            "both answer, and one of them runs the job");
        var running = reports.SelectMany(report => report.Handlers[0].Running).Single();
        Assert.Multiple(() =>
        {
            Assert.That(reports.Select(report => report.Service), Is.All.EqualTo(name));
            Assert.That(reports.Select(report => report.Instance), Is.Unique);
            Assert.That(reports[0].Handlers[0], Has.Property("Concurrency").EqualTo(3).And.Property("State").EqualTo(QueueState.Consuming));
            Assert.That(reports[0].Handlers[0].DeadQueue, Is.EqualTo($"{name}.work.dead"));
            Assert.That(running.MessageId, Is.EqualTo("the-one"));
            Assert.That(reports.Sum(report => report.Published), Is.EqualTo(1));
        });

        release.SetResult();
        await service.Jobs.SettledAsync("work", JobOutcome.Succeeded, cancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(5), cancellationToken)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await EventuallyAsync(
            async () => (await control.DescribeAsync(name, cancellationToken))
                .Sum(report => report.Handlers[0].Outcomes.GetValueOrDefault(JobOutcome.Succeeded)) == 1,
            TimeSpan.FromSeconds(10),
            "the job is counted");
    }

    [Test, CancelAfter(Bound)]
    public async Task Contracts_AskedFor_ComeWithTheirSchemas(CancellationToken cancellationToken)
    {
        var name = Unique("contracts");
        await StartMappedAsync(
            name,
            builder => builder.MapTask("work", (Job _) => Task.CompletedTask, schema: """{ "type": "object", "required": ["dock"] }"""));

        var contracts = await AnsweredAsync(() => Operator().ContractsAsync(name, cancellationToken));

        var work = contracts[0].Contracts.Single(contract => contract.Name == "work");
        Assert.Multiple(() =>
        {
            Assert.That(work.Schema, Does.Contain("dock"));
            Assert.That(work.Receives, Is.True);
            Assert.That(work.Queue, Is.EqualTo($"{name}.work"));
            Assert.That(ContractCheck.Check(work.Schema, "{}"u8.ToArray()).Single().Keyword, Is.EqualTo("required"));
            Assert.That(ContractCheck.Check(work.Schema, """{"dock":1,"tid":"t"}"""u8.ToArray()), Is.Empty);
        });
    }

    [Test, CancelAfter(Bound)]
    public async Task PauseAndResume_OverTheBroker_StopTheQueueAndStartIt(CancellationToken cancellationToken)
    {
        var name = Unique("paused");
        var service = await StartMappedAsync(name, builder => builder.MapTask("work", (Job _) => Task.CompletedTask));
        var control = Operator().As("ada");
        await AnsweredAsync(() => control.DescribeAsync(name, cancellationToken));

        var paused = await control.PauseAsync(new HandlerAddress(name, "work"), "the provider is down", cancellationToken);
        await service.Publisher.PublishTaskAsync("work", new { }, cancellationToken: cancellationToken);
        await EventuallyAsync(async () => await CountAsync($"{name}.work") == 1, TimeSpan.FromSeconds(10), "the job lies in the queue");
        var handler = (await control.DescribeAsync(name, cancellationToken)).Single().Handlers[0];
        var resumed = await control.ResumeAsync(new HandlerAddress(name, "work"), cancellationToken);

        await service.Jobs.SettledAsync("work", JobOutcome.Succeeded, cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That(paused.Single().Done, Is.True);
            Assert.That(handler.Pauses.Single().Reason, Does.Contain("the provider is down").And.Contain("ada"));
            Assert.That(resumed.Single().Done, Is.True);
        });
    }

    [TestCase(CancelledJob.Dead)]
    [TestCase(CancelledJob.Again)]
    [CancelAfter(Bound)]
    public async Task Cancel_RunningJob_EndsAsSaid(CancelledJob then, CancellationToken cancellationToken)
    {
        var name = Unique("cancelled");
        var runs = 0;
        var service = await StartMappedAsync(name, builder => builder.MapTask("work", async (Job _, CancellationToken token) =>
        {
            if (Interlocked.Increment(ref runs) == 1)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
        }));
        await service.Publisher.PublishTaskAsync("work", new { }, new PublishOptions { MessageId = "long" }, cancellationToken);
        var control = Operator().As("ada");
        await EventuallyAsync(
            async () => (await control.DescribeAsync(name, cancellationToken)).Any(report => report.Handlers[0].Running.Count == 1),
            TimeSpan.FromSeconds(10),
            "it runs");

        var other = await control.CancelAsync(new HandlerAddress(name, "work"), "another", then, cancellationToken);
        var result = await control.CancelAsync(new HandlerAddress(name, "work"), "long", then, cancellationToken);

        var settled = await service.Jobs.SettledAsync("work", JobOutcome.Cancelled, cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That(other.Single().Done, Is.False);
            Assert.That(result.Single().Done, Is.True);
            Assert.That(settled.Attempt, Is.EqualTo(1));
        });
        if (then == CancelledJob.Again)
        {
            await service.Jobs.SettledAsync("work", JobOutcome.Succeeded, cancellationToken);
            return;
        }

        var dead = await TakeAsync($"{name}.work.dead", cancellationToken);
        Assert.That(Header(dead, "ponos-reason"), Is.EqualTo("cancelled"));
        Assert.That(Header(dead, "ponos-error"), Does.Contain("ada"));
    }

    [Test, CancelAfter(Bound)]
    public async Task SetConcurrency_Fewer_RunsNoMoreAtATime(CancellationToken cancellationToken)
    {
        var name = Unique("fewer");
        var (running, most) = (0, 0);
        var service = await StartMappedAsync(name, builder => builder.MapTask("work", async (Job _) =>
        {
            var now = Interlocked.Increment(ref running);
            most = Math.Max(most, now);
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
            Interlocked.Decrement(ref running);
        }).WithConcurrency(8));
        var control = Operator();
        await AnsweredAsync(() => control.DescribeAsync(name, cancellationToken));

        var set = await control.SetConcurrencyAsync(new HandlerAddress(name, "work"), 2, cancellationToken);
        for (var i = 0; i < 50; i++)
        {
            await service.Publisher.PublishTaskAsync("work", new { i }, cancellationToken: cancellationToken);
        }

        await EventuallyAsync(() => Task.FromResult(service.Jobs.Settled.Count == 50), TimeSpan.FromSeconds(20), "all were handled");
        Assert.Multiple(() =>
        {
            Assert.That(set.Single().Done, Is.True);
            Assert.That(most, Is.EqualTo(2));
        });
    }

    [Test, CancelAfter(Bound)]
    public async Task SetConcurrency_MoreThanConfigured_RunsThem(CancellationToken cancellationToken)
    {
        var name = Unique("more");
        var open = new TaskCompletionSource();
        var running = 0;
        var service = await StartMappedAsync(name, builder => builder.MapTask("work", async (Job _) =>
        {
            Interlocked.Increment(ref running);
            await open.Task;
        }).WithConcurrency(2));
        var control = Operator();
        await AnsweredAsync(() => control.DescribeAsync(name, cancellationToken));
        for (var i = 0; i < 12; i++)
        {
            await service.Publisher.PublishTaskAsync("work", new { i }, cancellationToken: cancellationToken);
        }

        await EventuallyAsync(
            () => Task.FromResult(Volatile.Read(ref running) == 2), TimeSpan.FromSeconds(20), "as many run as are configured");
        var set = await control.SetConcurrencyAsync(new HandlerAddress(name, "work"), 11, cancellationToken);
        await EventuallyAsync(
            () => Task.FromResult(Volatile.Read(ref running) == 11),
            TimeSpan.FromSeconds(20),
            "as many run as were said, though none has ended");
        var told = (await control.DescribeAsync(name, cancellationToken)).Single().Handlers.Single();
        open.SetResult();
        await EventuallyAsync(() => Task.FromResult(service.Jobs.Settled.Count == 12), TimeSpan.FromSeconds(20), "all were handled");
        Assert.Multiple(() =>
        {
            Assert.That(set.Single().Done, Is.True);
            Assert.That(told, Has.Property("Concurrency").EqualTo(11).And.Property("ConfiguredConcurrency").EqualTo(2));
        });
    }

    [Test, CancelAfter(Bound)]
    public async Task SetConcurrency_MoreThanTheHandlerCan_IsRefusedWithTheReason(CancellationToken cancellationToken)
    {
        var name = Unique("bounded");
        await StartMappedAsync(name, builder =>
        {
            builder.MapTask("numbered", (Job _) => Task.CompletedTask).WithConcurrency(2).WithPrefetch(4);
            builder.MapTask("ordered", (Job _) => Task.CompletedTask)
                .WithConcurrency(1)
                .WithSettings(new HandlerSettings { SingleActiveConsumer = true });
        });
        var control = Operator();
        await AnsweredAsync(() => control.DescribeAsync(name, cancellationToken));

        var within = await control.SetConcurrencyAsync(new HandlerAddress(name, "numbered"), 4, cancellationToken);
        var numbered = await control.SetConcurrencyAsync(new HandlerAddress(name, "numbered"), 5, cancellationToken);
        var ordered = await control.SetConcurrencyAsync(new HandlerAddress(name, "ordered"), 2, cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That(within.Single().Done, Is.True);
            Assert.That(numbered.Single(), Has.Property("Done").False.And.Property("Message").Contains("prefetch is 4"));
            Assert.That(ordered.Single(), Has.Property("Done").False.And.Property("Message").Contains("keeps order"));
        });
    }

    [TestCase("Describe", false)]
    [TestCase("Off", null)]
    [CancelAfter(Bound)]
    public async Task Pause_ControlNotFull_IsRefused(string level, bool? done, CancellationToken cancellationToken)
    {
        var name = Unique("guarded");
        await StartMappedAsync(name, builder => builder.MapTask("work", (Job _) => Task.CompletedTask), ("Ponos:Control", level));
        var control = Operator();
        if (done is not null)
        {
            await AnsweredAsync(() => control.DescribeAsync(name, cancellationToken));
        }

        var results = await control.PauseAsync(new HandlerAddress(name, "work"), "why", cancellationToken);

        Assert.That(results.Select(result => (bool?)result.Done), Is.EqualTo(done is null ? Array.Empty<bool?>() : [done]));
    }

    [Test, CancelAfter(Bound)]
    public async Task Replace_DeadJob_SendsTheOtherBodyUnderANewId(CancellationToken cancellationToken)
    {
        var name = Unique("replaced");
        var service = await StartMappedAsync(name, builder => builder.MapTask(
            "work", (Job job) => job.ToJson().TryGetProperty("good", out _) ? Task.CompletedTask : throw new WorkerStopException("bad")));
        await service.Publisher.PublishTaskAsync(
            "work", new { bad = true }, new PublishOptions { MessageId = "old", Tid = "t-1" }, cancellationToken);
        await service.Jobs.SettledAsync("work", JobOutcome.Stopped, cancellationToken);
        var letters = Operator().As("ada").DeadLettersOf(name);
        await EventuallyAsync(async () => await CountAsync($"{name}.work.dead") == 1, TimeSpan.FromSeconds(10), "it is dead");

        var id = await letters.ReplaceAsync("work", "old", """{"good":true}"""u8.ToArray(), cancellationToken: cancellationToken);

        var handled = await service.Jobs.SettledAsync("work", JobOutcome.Succeeded, cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That(handled.MessageId, Is.EqualTo(id).And.Not.EqualTo("old"));
            Assert.That(handled.Tid, Is.EqualTo("t-1"));
        });
        Assert.That(await CountAsync($"{name}.work.dead"), Is.Zero);
        Assert.That(
            await letters.ReplaceAsync("work", "old", """{"good":true}"""u8.ToArray(), cancellationToken: cancellationToken), Is.Null);
        await Assert.ThatAsync(
            () => letters.ReplaceAsync("work", "old", "[1]"u8.ToArray(), cancellationToken: cancellationToken), Throws.ArgumentException);
    }

    [Test, CancelAfter(Bound)]
    public async Task Replay_StopsWhenOneDiesAgain_LeavesTheRest(CancellationToken cancellationToken)
    {
        var name = Unique("again");
        var service = await StartMappedAsync(
            name, builder => builder.MapTask("work", (Job _) => throw new WorkerStopException("still broken")));
        for (var i = 0; i < 100; i++)
        {
            await service.Publisher.PublishTaskAsync("work", new { i }, cancellationToken: cancellationToken);
        }

        await EventuallyAsync(async () => await CountAsync($"{name}.work.dead") == 100, TimeSpan.FromSeconds(20), "all are dead");

        var result = await Operator().DeadLettersOf(name).ReplayAsync(
            "work", null, new ReplayPace { PerSecond = 50, StopWhenOneDiesAgain = true }, cancellationToken: cancellationToken);

        Assert.That(result.Sent, Is.LessThan(100));
        Assert.That(result.StoppedEarly, Does.Contain("died again"));
        await EventuallyAsync(async () => await CountAsync($"{name}.work.dead") == 100, TimeSpan.FromSeconds(20), "none is lost");
    }

    [Test, CancelAfter(Bound)]
    public async Task Sample_BodiesCut_SaysHowManyThereAre(CancellationToken cancellationToken)
    {
        var name = Unique("sampled");
        var service = await StartMappedAsync(name, builder => builder.MapTask("work", (Job _) => throw new WorkerStopException("no")));
        for (var i = 0; i < 30; i++)
        {
            await service.Publisher.PublishTaskAsync("work", new { text = new string('x', 500) }, cancellationToken: cancellationToken);
        }

        await EventuallyAsync(async () => await CountAsync($"{name}.work.dead") == 30, TimeSpan.FromSeconds(20), "all are dead");

        var sample = await Operator()
            .DeadLettersOf(name)
            .SampleAsync("work", most: 10, maxBodyBytes: 20, cancellationToken: cancellationToken);

        Assert.Multiple(() =>
        {
            Assert.That(sample.Total, Is.EqualTo(30));
            Assert.That(sample.Letters, Has.Count.EqualTo(10));
            Assert.That(sample.Letters[0].Body.Length, Is.EqualTo(20));
            Assert.That(sample.Letters[0].BodyBytes, Is.GreaterThan(500));
        });
        await EventuallyAsync(async () => await CountAsync($"{name}.work.dead") == 30, TimeSpan.FromSeconds(10), "all are there still");
    }

    [Test, Explicit("measures"), CancelAfter(5 * Bound)]
    public async Task Measure_TenThousandDead(CancellationToken cancellationToken)
    {
        var name = Unique("many");
        await StartMappedAsync(name, builder => builder.MapTask("work", (Job _) => Task.CompletedTask));
        for (var i = 0; i < 10_000; i++)
        {
            await PublishRawAsync($"{name}.work.dead", $$"""{"i":{{i}},"text":"{{new string('x', 200)}}","tid":"t-{{i}}"}""");
        }

        await EventuallyAsync(async () => await CountAsync($"{name}.work.dead") == 10_000, TimeSpan.FromSeconds(60), "all are there");
        var letters = Operator().DeadLettersOf(name);
        for (var i = 0; i < 5; i++)
        {
            var since = TimeProvider.System.GetTimestamp();
            var sample = await letters.SampleAsync("work", cancellationToken: cancellationToken);
            await TestContext.Out.WriteLineAsync(
                $"{sample.Letters.Count} of {sample.Total} in {TimeProvider.System.GetElapsedTime(since).TotalMilliseconds:0} ms");
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task Publish_ThroughTheOperator_IsCheckedByTheReceiversContract(CancellationToken cancellationToken)
    {
        var name = Unique("published");
        var service = await StartMappedAsync(
            name,
            builder => builder.MapTask("work", (Job _) => Task.CompletedTask, schema: """{ "type": "object", "required": ["dock"] }"""));
        var control = Operator();
        await AnsweredAsync(() => control.DescribeAsync(name, cancellationToken));
        OperatorJob Job(string body) => new() { Kind = JobKind.Task, Service = name, Name = "work", Body = Encoding.UTF8.GetBytes(body) };

        var broken = await Assert.ThrowsAsync<InvalidJobException>(() => control.PublishAsync(Job("{}"), cancellationToken));
        var published = await control.PublishAsync(Job("""{"dock":"eu-1"}"""), cancellationToken);

        var handled = await service.Jobs.SettledAsync("work", JobOutcome.Succeeded, cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That(broken!.Violations.Single().Keyword, Is.EqualTo("required"));
            Assert.That(handled.MessageId, Is.EqualTo(published.MessageId));
            Assert.That(handled.Tid, Is.EqualTo(published.Tid));
            Assert.That(published.ContractHash, Has.Length.EqualTo(12));
        });
        await Assert.ThatAsync(
            () => control.PublishAsync(Job("{}") with { Service = Unique("nobody") }, cancellationToken), Throws.InvalidOperationException);
    }

    [Test, CancelAfter(Bound)]
    public async Task Orders_Performed_AreToldAsAnEvent(CancellationToken cancellationToken)
    {
        var name = Unique("told");
        await StartMappedAsync(name, builder => builder.MapTask("work", (Job _) => Task.CompletedTask));
        var heard = await HearOperationsAsync(name);
        var control = Operator().As("ada");
        await AnsweredAsync(() => control.DescribeAsync(name, cancellationToken));

        await control.PauseAsync(new HandlerAddress(name, "work"), "why", cancellationToken);

        var operation = await heard.WaitAsync(cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That(operation.GetProperty("by").GetString(), Is.EqualTo("ada"));
            Assert.That(operation.GetProperty("operation").GetString(), Is.EqualTo("pause"));
            Assert.That(operation.GetProperty("count").GetInt32(), Is.EqualTo(1));
        });
    }

    /// <summary>What was done before an end is done.</summary>
    [Test, CancelAfter(Bound)]
    public async Task Drop_EndsInTheMiddle_TellsWhatWasDropped(CancellationToken cancellationToken)
    {
        var name = Unique("dropped");
        var service = await StartMappedAsync(name, builder => builder.MapTask("work", (Job _) => throw new WorkerStopException("no more")));
        for (var i = 0; i < 3; i++)
        {
            await service.Publisher.PublishTaskAsync("work", new { }, cancellationToken: cancellationToken);
        }

        await EventuallyAsync(async () => await CountAsync($"{name}.work.dead") == 3, TimeSpan.FromSeconds(20), "all are dead");
        var heard = await HearOperationsAsync(name);
        var asked = 0;
        await Assert.ThatAsync(
            () => Operator()
                .DeadLettersOf(name)
                .DropAsync("work", _ => ++asked < 3 ? true : throw new IOException("looked enough"), cancellationToken: cancellationToken),
            Throws.InstanceOf<IOException>());

        var operation = await heard.WaitAsync(cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That(operation.GetProperty("operation").GetString(), Is.EqualTo("drop"));
            Assert.That(operation.GetProperty("count").GetInt32(), Is.EqualTo(2));
            Assert.That(operation.GetProperty("outcome").GetString(), Does.Contain("IOException"));
        });
    }

    /// <summary>The first operation on a service that is told as an event, heard by a service of its own.</summary>
    private async Task<Task<JsonElement>> HearOperationsAsync(string service)
    {
        var heard = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartMappedAsync(Unique("audit"), builder => builder.MapEvent(OperationPerformed.EventName, (Job job) =>
        {
            if (job.ToJson().GetProperty("service").GetString() == service)
            {
                heard.TrySetResult(job.ToJson());
            }

            return Task.CompletedTask;
        }));
        return heard.Task;
    }

    [Test, CancelAfter(Bound)]
    public async Task Journal_All_TellsTheWayOfAJob(CancellationToken cancellationToken)
    {
        var name = Unique("journal");
        var service = await StartMappedAsync(
            name,
            builder => builder
                .MapTask("first", (Job _, JobContext context) =>
                    context.Services.GetRequiredKeyedService<IPublisher>(name).PublishTaskAsync("second", new { }))
                .MapTask("second", (Job _) => throw new WorkerStopException("no more")),
            ("Ponos:Journal", "All"));
        var tid = Guid.CreateVersion7().ToString();
        await service.Publisher.PublishTaskAsync(
            "first", new { }, new PublishOptions { Tid = tid, MessageId = "m-1" + name }, cancellationToken);
        await service.Jobs.SettledAsync("second", JobOutcome.Stopped, cancellationToken);
        var control = Operator();

        List<JournalEntry> entries = [];
        await EventuallyAsync(
            async () =>
            {
                entries.Clear();
                await foreach (var entry in control.ReadJournalAsync(new JournalQuery { Tid = tid }, cancellationToken))
                {
                    entries.Add(entry);
                }

                return entries.Count == 2;
            },
            TimeSpan.FromSeconds(30),
            "both are entered");
        var (first, second) = (entries.Single(entry => entry.Job == "first"), entries.Single(entry => entry.Job == "second"));
        Assert.Multiple(() =>
        {
            Assert.That(first.Outcome, Is.EqualTo(JobOutcome.Succeeded));
            Assert.That(first.Wait, Is.Not.Null);
            Assert.That(second.Cause, Is.EqualTo("m-1" + name));
            Assert.That(second.Reason, Is.EqualTo("stopped"));
            Assert.That(second.Error, Is.EqualTo("no more"));
            Assert.That(second.Publisher, Is.EqualTo(name));
        });
    }

    private IOperator Operator()
    {
        _hosts.Add(OperatorHost.Start(Broker.Uri));
        return _hosts[^1].Operator;
    }

    /// <summary>A service that has started answers a moment later: its queue for questions is opened beside its work.</summary>
    private static async Task<IReadOnlyList<T>> AnsweredAsync<T>(Func<Task<IReadOnlyList<T>>> ask)
    {
        IReadOnlyList<T> answers = [];
        await EventuallyAsync(async () => (answers = await ask()).Count > 0, TimeSpan.FromSeconds(20), "somebody answers");
        return answers;
    }
}
