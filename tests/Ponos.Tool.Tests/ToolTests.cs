using System.Text.Json;
using Ponos.Tests.Support;
using Ponos.Tool.Tests.Support;

namespace Ponos.Tool.Tests;

/// <summary>Each command about services once, on a real broker with a real service.</summary>
internal sealed class ToolTests : ToolFixture
{
    private const string Schema = """{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}""";

    [Test, CancelAfter(Bound)]
    public async Task PublishTask_ToAServiceThatAnswers_IsCheckedAndHandled(CancellationToken cancellationToken)
    {
        JobContext? seen = null;
        var shop = await StartAsync((_, context) =>
        {
            seen = context;
            return Task.CompletedTask;
        });

        var published = await AskAsync(
            "publish", "task", "orders.pay", "--json", """{"n":1}""", "--header", "origin=desk", "--priority", "high", "--delay", "1s");

        await shop.Jobs.SettledAsync("orders.pay", JobOutcome.Succeeded, cancellationToken);
        Assert.That(Text(published, "service"), Is.EqualTo("shop"));
        Assert.That(
            (seen!.MessageId, seen.Tid, seen.Headers["origin"]),
            Is.EqualTo((Text(published, "messageId"), Text(published, "tid"), "desk")));
        Assert.That(Text(published, "contract"), Has.Length.EqualTo(12));
    }

    [Test, CancelAfter(Bound)]
    public async Task PublishTask_ThatBreaksItsContract_SendsNothingAndNamesThePlace()
    {
        await StartAsync((_, _) => Task.CompletedTask);

        var run = await PonosAsync("publish", "task", "orders.pay", "--json", """{"n":"one"}""");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("/n: type").And.Contain("was not published"));
    }

    [Test, CancelAfter(Bound)]
    public async Task PublishTask_ThatNobodyHandles_IsRefused()
    {
        var run = await PonosAsync("publish", "task", "orders.pya", "--json", "{}");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("'orders.pya'").And.Contain("--service"));
    }

    [Test, CancelAfter(Bound)]
    public async Task PublishEvent_FromAFile_ReachesWhoListens(CancellationToken cancellationToken)
    {
        var shop = await StartAsync((_, _) => Task.CompletedTask);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{"day":"2026-11-29"}""", cancellationToken);

        await AskAsync("publish", "event", "day.passed", "--file", file);

        await shop.Jobs.SettledAsync("day.passed", JobOutcome.Succeeded, cancellationToken);
        File.Delete(file);
    }

    [Test, CancelAfter(Bound)]
    public async Task PublishEvent_FromStandardInput_ReachesWhoListens(CancellationToken cancellationToken)
    {
        var shop = await StartAsync((_, _) => Task.CompletedTask);

        var run = await InShellAsync(
            """printf '\357\273\277{"day":"2026-11-29"}' | """ + $"{Command} publish event day.passed --wait 3s --file -");

        Assert.That(run.ExitCode, Is.Zero, run.Output);
        await shop.Jobs.SettledAsync("day.passed", JobOutcome.Succeeded, cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task PublishEvent_FromStandardInputThatIsNoUtf8_IsRefused()
    {
        await StartAsync((_, _) => Task.CompletedTask);

        var run = await InShellAsync("""printf '{"day":"caf\351"}' | """ + $"{Command} publish event day.passed --wait 3s --file=-");

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
        Assert.That(run.Output, Does.Contain("UTF-8"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Publish_HeldBackForLongerThanAJobMayBe_IsRefused()
    {
        await StartAsync((_, _) => Task.CompletedTask);

        var run = await PonosAsync("publish", "task", "orders.pay", "--json", """{"n":1}""", "--delay", "31d");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("30 days").And.Not.Contain("(Parameter"));
    }

    [TestCase("[1]", "an array")]
    [TestCase("{", "no JSON")]
    public async Task Publish_ABodyThatIsNoObject_IsMisused(string body, string error)
    {
        var run = await PonosAsync("publish", "event", "day.passed", "--json", body);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Output, Does.Contain(error));
    }

    [Test, CancelAfter(Bound)]
    public async Task Services_WithOneAtWork_TellWhoTheyAreAndWhatTheyDo()
    {
        await StartAsync((_, _) => Task.CompletedTask);

        var services = await AskAsync("services");
        var people = await PonosAsync("services", "--service", "shop");

        Assert.That((Text(services[0], "service"), Text(services[0], "processId")), Is.EqualTo(("shop", Environment.ProcessId.ToString())));
        Assert.That(services[0].GetProperty("handlers").GetArrayLength(), Is.EqualTo(2));
        Assert.That(people.Output, Does.Contain("shop").And.Contain(Text(services[0], "instance")));
    }

    [Test, CancelAfter(Bound)]
    public async Task Queues_OfAService_HaveTheirFigures()
    {
        var shop = await StartAsync((_, _) => Task.CompletedTask);
        await PublishRawAsync("shop.orders.pay.dead", "{}");

        var queues = await AskAsync("queues");

        var pay = queues.EnumerateArray().Single(queue => Text(queue, "queue") == "shop.orders.pay");
        Assert.That(
            (Text(pay, "ready"), Text(pay, "consumers"), Text(pay, "dead"), Text(pay, "state")), Is.EqualTo(("0", "1", "1", "consuming")));
        Assert.That(shop.Name, Is.EqualTo("shop"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Top_ForPrograms_WritesALineForEachLook(CancellationToken cancellationToken)
    {
        var shop = await StartAsync((_, _) => Task.CompletedTask);
        await shop.Publisher.PublishTaskAsync("orders.pay", new { n = 1 }, cancellationToken: cancellationToken);
        await shop.Jobs.SettledAsync("orders.pay", JobOutcome.Succeeded, cancellationToken);

        var run = await PonosAsync("top", "--count", "2", "--every", "200ms", "--json");
        var people = await PonosAsync("top", "--count", "1");

        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToArray();
        Assert.That(lines, Has.Length.EqualTo(2), run.Output);
        Assert.That(lines[1].EnumerateArray().Select(row => Text(row, "jobName")), Is.EqualTo(new[] { "day.passed", "orders.pay" }));
        Assert.That(people.Output, Does.Contain("orders.pay").And.Contain("done/s"));
    }

    /// <summary>The queue of a broadcast is its process's own, and the broker refuses to tell of it.</summary>
    [TestCase("queues")]
    [TestCase("top --count 1")]
    [TestCase("doctor")]
    public async Task Look_AtAHandlerOfBroadcasts_HasTheOthersFigures(string line)
    {
        await Hosts.StartMappedAsync(
            "shop", builder => builder.MapEvent("price.changed", (Job _) => Task.CompletedTask)
                .WithBroadcast()
                .MapTask("orders.pay", (Job _) => Task.CompletedTask));

        var run = await PonosAsync(line.Split(' '));

        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.Output, Does.Contain(line == "doctor" ? "1 services answer" : "orders.pay"));
    }

    [TestCase(40, "queues")]
    [TestCase(80, "queues")]
    [TestCase(40, "top --count 1")]
    public async Task Table_InATerminalThatIsTooNarrowForIt_IsReadAllTheSame(int columns, string line)
    {
        await StartAsync((_, _) => Task.CompletedTask);

        var run = await InShellAsync($"script -qec 'stty cols {columns} rows 50; {Command} {line} --wait 3s' /dev/null < /dev/null");

        Assert.That(run.Output, Does.Contain("orders.pay").And.Contain("day.passed"));
    }

    [TestCase("--json")]
    [TestCase("")]
    public async Task Top_WhoseReaderHasGone_Ends(string form)
    {
        await StartAsync((_, _) => Task.CompletedTask);

        var run = await InShellAsync($"{Command} top --every 200ms {form} | head -n 1");

        Assert.That(run.ExitCode, Is.Zero, run.Output);
    }

    [Test, CancelAfter(Bound)]
    public async Task PauseAndResume_OfAHandler_HoldItsQueueAndLetItGo()
    {
        await StartAsync((_, _) => Task.CompletedTask);

        var paused = await AskAsync("pause", "shop", "orders.pay", "--reason", "the disk is full");
        await EventuallyAsync(async () => Text((await AskAsync("queues"))[1], "state") == "paused", "it is paused");
        var services = await PonosAsync("services");
        var resumed = await AskAsync("resume", "shop", "orders.pay");
        await EventuallyAsync(async () => Text((await AskAsync("queues"))[1], "state") == "consuming", "it is consumed again");

        Assert.That(paused[0].GetProperty("done").GetBoolean());
        Assert.That(services.Output, Does.Contain("the disk is full"));
        Assert.That(resumed[0].GetProperty("done").GetBoolean());
    }

    [Test, CancelAfter(Bound)]
    public async Task Pause_OfAHandlerThatIsNone_EndsWithOne()
    {
        await StartAsync((_, _) => Task.CompletedTask);

        var none = await PonosAsync("pause", "shop", "orders.pya");
        var nobody = await PonosAsync("pause", "shpo", "orders.pay");

        Assert.That((none.ExitCode, nobody.ExitCode), Is.EqualTo((1, 1)));
        Assert.That(nobody.Output, Does.Contain("No process of 'shpo'"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Cancel_OfAJobThatRuns_EndsIt(CancellationToken cancellationToken)
    {
        var begun = new TaskCompletionSource();
        var shop = await StartAsync(async (_, context) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        });
        await shop.Publisher.PublishTaskAsync("orders.pay", new { n = 1 }, new PublishOptions { MessageId = "the-one" }, cancellationToken);
        await begun.Task.WaitAsync(cancellationToken);

        await AskAsync("cancel", "shop", "orders.pay", "the-one");
        var again = await PonosAsync("cancel", "shop", "orders.pay", "the-other");

        await shop.Jobs.SettledAsync("orders.pay", JobOutcome.Cancelled, cancellationToken);
        Assert.That(again.ExitCode, Is.EqualTo(1));
    }

    [Test, CancelAfter(Bound)]
    public async Task Concurrency_OfAHandler_IsWhatItWasToldToBe()
    {
        await StartAsync((_, _) => Task.CompletedTask);

        var told = await AskAsync("concurrency", "shop", "orders.pay", "1");

        Assert.That(told[0].GetProperty("done").GetBoolean());
        var handlers = (await AskAsync("services"))[0].GetProperty("handlers").EnumerateArray();
        Assert.That(Text(handlers.Single(handler => Text(handler, "jobName") == "orders.pay"), "concurrency"), Is.EqualTo("1"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Trace_OfATransaction_ShowsWhatCausedWhat(CancellationToken cancellationToken)
    {
        RunningService shop = null!;
        shop = await Hosts.StartMappedAsync(
            "shop",
            builder => builder
                .MapTask(
                    "orders.pay",
                    (Job _, JobContext context) =>
                        shop.Publisher.PublishTaskAsync("mails.send", new { n = 2 }, cancellationToken: context.CancellationToken),
                    schema: Schema)
                .MapTask("mails.send", (Job _) => Task.CompletedTask),
            ("Ponos:Journal", "All"));
        var result = await AskAsync("publish", "task", "orders.pay", "--json", """{"n":1}""");
        await shop.Jobs.SettledAsync("mails.send", JobOutcome.Succeeded, cancellationToken);

        JsonElement entries = default;
        await EventuallyAsync(
            async () =>
            {
                var run = await PonosAsync("trace", Text(result, "tid"), "--json");
                entries = run.ExitCode == 0 ? JsonDocument.Parse(run.Output).RootElement : default;
                return run.ExitCode == 0 && entries.GetArrayLength() == 2;
            },
            "both jobs are in the journal");
        var people = await PonosAsync("trace", Text(result, "tid"));
        var nothing = await PonosAsync("trace", "no-such-tid");

        var mail = entries.EnumerateArray().Single(entry => Text(entry, "job") == "mails.send");
        Assert.That(Text(mail, "cause"), Is.EqualTo(Text(result, "messageId")));
        Assert.That(
            people.Output.IndexOf("mails.send", StringComparison.Ordinal),
            Is.GreaterThan(people.Output.IndexOf("orders.pay", StringComparison.Ordinal)));
        Assert.That(nothing.ExitCode, Is.EqualTo(1));
    }

    [Test, CancelAfter(Bound)]
    public async Task Ponos_WithoutItsBroker_EndsWithThree()
    {
        var port = RabbitBroker.FreePort();

        var run = await RunAsync(["services", "--broker", $"amqp://sentinel:{Password}@127.0.0.1:{port}/"]);

        Assert.That(run.ExitCode, Is.EqualTo(3));
        Assert.That(run.Output, Does.Contain($"127.0.0.1:{port}"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Ponos_WithAWrongPassword_EndsWithThreeAndDoesNotPrintIt()
    {
        var run = await RunAsync(["services"], ("ConnectionStrings__RabbitMq", UriOf("sentinel", "wrong-" + Password)));

        Assert.That(run.ExitCode, Is.EqualTo(3));
        Assert.That(run.Output, Does.Contain("ACCESS_REFUSED"));
    }

    [TestCase("amqp://sentinel:s3ntinel-pw@nowhere:port/", "services")]
    [TestCase("http://127.0.0.1:5672", "services")]
    public async Task Ponos_WithAnAddressThatIsNone_EndsWithTwo(string broker, string command)
    {
        var run = await RunAsync([command], ("PONOS_BROKER", broker));

        Assert.That(run.ExitCode, Is.EqualTo(2), run.Output);
    }

    [TestCase("servcies")]
    [TestCase("services --jsno")]
    [TestCase("services --output yaml")]
    [TestCase("services --wait never")]
    [TestCase("dead list shop")]
    [TestCase("dead replay shop orders.pay")]
    [TestCase("dead replay shop orders.pay --all --id 7")]
    [TestCase("dead list shop orders.pay --most 0")]
    [TestCase("dead group shop orders.pay --most 100001")]
    [TestCase("concurrency shop orders.pay 0")]
    [TestCase("top --every 1ms")]
    public async Task Ponos_WithACommandLineThatIsNone_EndsWithTwo(string line)
    {
        var run = await PonosAsync(line.Split(' '));

        Assert.That(run.ExitCode, Is.EqualTo(2), run.Output);
        Assert.That(run.Output, Is.Not.Empty.And.Not.Contain("   at ").And.Not.Contain("(Parameter"));
    }

    [TestCase("pause sh/op orders.pay")]
    [TestCase("dead list sh/op orders.pay")]
    [TestCase("dead list shop orders/pay")]
    public async Task Ponos_WithANameThatIsNone_SaysWhatOneIs(string line)
    {
        var run = await PonosAsync(line.Split(' '));

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
        Assert.That(run.Output, Does.Contain("dot-separated words").And.Not.Contain("(Parameter"));
    }

    private Task<RunningService> StartAsync(Func<Job, JobContext, Task> handle) => Hosts.StartMappedAsync(
        "shop",
        builder => builder.MapTask("orders.pay", handle, schema: Schema)
            .WithConcurrency(2)
            .MapEvent("day.passed", (Job _) => Task.CompletedTask));
}
