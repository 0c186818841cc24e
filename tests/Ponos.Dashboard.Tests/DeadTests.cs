using System.Net;
using Ponos.Dashboard.Tests.Support;

namespace Ponos.Dashboard.Tests;

internal sealed class DeadTests
{
    private const string Dead = "/ponos/dead/images/dead/docker.images.cleanup";
    private const string Invalid = "/ponos/dead/images/invalid/docker.images.cleanup";

    [TestCase("/job")]
    [TestCase("/job?id=")]
    public async Task Job_WithoutAnId_IsNotThere(string path)
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());

        _ = await host.SeeAsync(Dead + path, HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Groups_InvalidJobsOfOnePublisher_SayWhereHowAndByWhichContracts()
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(
            broker,
            DeadLetterKind.Invalid,
            [.. Enumerable.Range(0, 482).Select(i => TestFleet.InvalidLetter($"i-{i}", """{"dock":"EU"}"""))]);
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SeeAsync(Invalid);

        var group = page.QuerySelector("section[aria-labelledby=groups] tbody tr")!.TextContent;
        Assert.That(
            group,
            Does.Contain("482").And.Contains("/dock pattern").And.Contains("all from health at 47a3aa, this service enforces 7fd3bb"));
        Assert.That(page.QuerySelector(".lead")!.TextContent, Does.Contain("All 482 were read"));
    }

    [Test]
    public async Task List_MoreThanAreRead_SaysHowManyWereRead()
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(broker, DeadLetterKind.Dead, [.. Enumerable.Range(0, 250).Select(i => TestFleet.Letter($"d-{i}"))]);
        await using var host = await DashboardHost.StartAsync(broker, options => options.SampleSize = 100);

        var page = await host.SeeAsync(Dead);

        Assert.That(page.QuerySelector(".lead")!.TextContent, Does.Contain("The first 100 of 250 were read"));
        Assert.That(page.QuerySelectorAll("table.jobs tbody tr"), Has.Length.EqualTo(50));
    }

    [Test]
    public async Task List_TwoVisitors_ReadTheQueueOnce()
    {
        var broker = TestFleet.Create();
        var queue = TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-1"));
        await using var host = await DashboardHost.StartAsync(broker);

        await Task.WhenAll(host.SeeAsync(Dead), host.SeeAsync(Dead), host.SeeAsync(Dead));

        Assert.That(queue.Samples, Is.EqualTo(1));
    }

    [TestCase("text=EU-2", "d-2")]
    [TestCase("text=full", "d-1,d-2,d-3")]
    [TestCase("id=d-3", "d-3")]
    [TestCase("tid=other", "d-3")]
    [TestCase("pointer=/dock&value=eu-2", "d-2")]
    [TestCase("pointer=/keep", "d-3")]
    [TestCase("pointer=/keep&value=4", "d-3")]
    [TestCase("from=2026-11-29T17:58", "d-2")]
    [TestCase("to=2026-11-29T17:58", "d-1,d-3")]
    [TestCase("text=nowhere", "")]
    public async Task Search_OneOfItsWays_FindsThoseJobs(string query, string expected)
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(
            broker,
            DeadLetterKind.Dead,
            TestFleet.Letter("d-1"),
            TestFleet.Letter("d-2", """{"dock":"eu-2"}""") with { DiedAt = TestFleet.Now },
            TestFleet.Letter("d-3", """{"dock":"eu-3","keep":4}""") with { Tid = "other" });
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SeeAsync($"{Dead}?{query}");

        Assert.That(
            string.Join(',', page.QuerySelectorAll("table.jobs tbody th").Select(one => one.TextContent.Trim())), Is.EqualTo(expected));
    }

    [Test]
    public async Task Search_BrokenPointer_SaysHowOneIsWritten()
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());

        var page = await host.SeeAsync($"{Dead}?pointer=dock");

        Assert.That(page.QuerySelector("[role=alert]")!.TextContent, Does.Contain("'dock' is no JSON Pointer").And.Contains("/dock"));
    }

    [Test]
    public async Task Job_BodyWithMarkup_IsShownAsText()
    {
        var broker = TestFleet.Create();
        const string markup = "<img src=x onerror=alert(1)><script>alert(2)</script>";
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-1", $$"""{"dock":"{{markup}}"}""") with
        {
            Error = markup,
            Headers = new Dictionary<string, string> { [markup] = markup },
        });
        await using var host = await DashboardHost.StartAsync(broker);

        var list = await host.SeeAsync(Dead);
        var job = await host.SeeAsync($"{Dead}/job?id=d-1");

        foreach (var page in new[] { list, job })
        {
            Assert.That(page.QuerySelectorAll("main img, main script"), Is.Empty);
            Assert.That(page.QuerySelector("main")!.TextContent, Does.Contain(markup));
        }
    }

    [Test]
    public async Task Job_BreaksItsContract_IsMarkedWhereItDoes()
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(broker, DeadLetterKind.Invalid, TestFleet.InvalidLetter("i-1", """{"dock":"EU","keep":-1}"""));
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SeeAsync($"{Invalid}/job?id=i-1");

        var broken = page.QuerySelectorAll(".line.broken").Select(line => line.TextContent).ToList();
        Assert.That(broken, Has.Count.EqualTo(2));
        Assert.That(broken[0], Does.Contain("\"dock\": \"EU\"").And.Contains("pattern"));
        Assert.That(broken[1], Does.Contain("\"keep\": -1").And.Contains("minimum"));
    }

    [Test]
    public async Task Job_NotThere_SaysWhyThatMayBe()
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());

        var page = await host.SeeAsync($"{Dead}/job?id=none", HttpStatusCode.NotFound);

        Assert.That(page.QuerySelector("[role=alert]")!.TextContent, Does.Contain("No job none is among the dead jobs of images"));
    }

    [Test]
    public async Task Replay_Selected_SendsThoseBackAndSaysSo()
    {
        var broker = TestFleet.Create();
        var queue = TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-1"), TestFleet.Letter("d-2"), TestFleet.Letter("d-3"));
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SendAsync(
            await host.SeeAsync(Dead), "Replay selected", ("id", "d-1"), ("id", "d-3"), ("rate", "5"), ("most", "10"));

        Assert.That(broker.Done, Has.Some.EndsWith(": replay d-1,d-3"));
        Assert.That(queue.Pace, Is.EqualTo(new Control.ReplayPace { PerSecond = 5, Most = 10, StopWhenOneDiesAgain = true }));
        Assert.That(page.QuerySelector(".said")!.TextContent, Does.Contain("2 jobs sent back"));
        Assert.That(page.QuerySelectorAll("table.jobs tbody th").Select(one => one.TextContent.Trim()), Is.EqualTo(new[] { "d-2" }));
    }

    [Test]
    public async Task Replay_OfAGroup_SendsBackWhatIsInIt()
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(
            broker, DeadLetterKind.Dead, TestFleet.Letter("d-1"), TestFleet.Letter("d-2") with { ErrorType = "System.TimeoutException" });
        await using var host = await DashboardHost.StartAsync(broker);
        var groups = (await host.SeeAsync(Dead)).QuerySelectorAll("section[aria-labelledby=groups] tbody tr");
        var group = groups.First(row => row.TextContent.Contains("TimeoutException", StringComparison.Ordinal))
            .QuerySelector("a")!
            .GetAttribute("href")!;

        _ = await host.SendAsync(await host.SeeAsync(group), "Replay all 1 that match");

        Assert.That(broker.Done, Has.Some.EndsWith(": replay d-2"));
    }

    [TestCase("rate", "fast", "The rate is 'fast'")]
    [TestCase("rate", "0", "The rate is '0'")]
    [TestCase("most", "-1", "The most jobs are '-1'")]
    public async Task Replay_NoSuchPace_SaysWhatToWriteAndDoesNothing(string field, string value, string expected)
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-1"));
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SendAsync(await host.SeeAsync(Dead), "Replay all", (field, value));

        Assert.That(page.QuerySelector(".said")!.TextContent, Does.Contain(expected).And.Contains("Nothing was done"));
        Assert.That(broker.Done, Is.Empty);
    }

    [Test]
    public async Task Replay_ThatTakesLong_GoesOnAndCanBeStopped()
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-1")).Hold = new TaskCompletionSource();
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SendAsync(await host.SeeAsync(Dead), "Replay all");
        Assert.That(page.QuerySelector(".said")!.TextContent, Does.Contain("goes on"));
        _ = await host.SendAsync(page, "Stop", []);
        var stopped = await Eventually.SeeAsync(host, Dead, one => one.QuerySelector(".works .bad") is not null);

        Assert.That(stopped.QuerySelector(".works")!.TextContent, Does.Contain("stopped after 1 job"));
    }

    [Test]
    public async Task Drop_All_SaysWhatIsDroppedAndAsksFirst()
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-1"), TestFleet.Letter("d-2"));
        await using var host = await DashboardHost.StartAsync(broker);

        var question = await host.SendAsync(await host.SeeAsync(Dead), "Drop all 2…");
        Assert.That(broker.Done, Is.Empty);
        var answer = await host.SendAsync(question, "Drop for good");

        Assert.That(
            question.QuerySelector("[role=alert]")!.TextContent,
            Does.Contain("This drops all 2 dead jobs of images, docker.images.cleanup").And.Contains("nothing brings them back"));
        Assert.That(broker.Done, Has.Some.EndsWith(": drop d-1,d-2"));
        Assert.That(answer.QuerySelector(".said")!.TextContent, Does.Contain("2 jobs dropped for good"));
    }

    [Test]
    public async Task Drop_NothingSelected_DropsNothing()
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-1"));
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SendAsync(await host.SeeAsync(Dead), "Drop selected…");

        Assert.That(page.QuerySelector(".said.bad")!.TextContent, Does.Contain("No job is selected. Nothing was done."));
        Assert.That(broker.Done, Is.Empty);
    }

    [Test]
    public async Task Export_OfAGroup_GivesALineOfJsonForEachJob()
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-1"), TestFleet.Letter("d-2", "no json") with { Tid = "other" });
        TestFleet.ForgetSecrets(broker);
        await using var host = await DashboardHost.StartAsync(broker);

        var text = await host.Visitor.GetStringAsync(new Uri($"{Dead}/export", UriKind.Relative));

        var lines = text.TrimEnd('\n').Split('\n');
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0], Does.Contain("\"id\":\"d-1\"").And.Contains("\"body\":{\"dock\":\"eu-1\""));
        Assert.That(lines[1], Does.Contain("\"text\":\"no json\""));
    }
}
