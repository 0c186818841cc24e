using Ponos.Dashboard.Tests.Support;
using Ponos.Journal;

namespace Ponos.Dashboard.Tests;

internal sealed class TraceTests
{
    [Test]
    public async Task Trace_OfATid_IsATreeAlongTheCauseAndATimeLine()
    {
        var broker = TestFleet.Create();
        broker.Journal.Add(Entry("a", cause: null, second: 1, "time.one-day.passed"));
        broker.Journal.Add(Entry("b", "a", second: 2, "docker.images.cleanup"));
        broker.Journal.Add(Entry("c", "a", second: 3, "docker.images.cleanup") with
        {
            Outcome = JobOutcome.Failed,
            Error = "the disk is full",
            ErrorType = "System.IO.IOException",
        });
        broker.Journal.Add(
            Entry("c", "a", second: 5, "docker.images.cleanup") with { Outcome = JobOutcome.Exhausted, Attempt = 2, Reason = "exhausted" });
        broker.Journal.Add(Entry("d", "b", second: 4, "mails.send"));
        broker.Journal.Add(Entry("e", cause: null, second: 4, "other") with { Tid = "another" });
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SeeAsync("/ponos/trace?tid=t-1");

        Assert.That(page.QuerySelectorAll("main > section > .tree > li"), Has.Length.EqualTo(1));
        Assert.That(page.QuerySelectorAll("main > section > .tree > li > .tree > li"), Has.Length.EqualTo(2));
        Assert.That(page.QuerySelector(".tree .tree .tree")!.TextContent, Does.Contain("mails.send"));
        Assert.That(page.QuerySelector(".tree .tag.bad")!.TextContent, Is.EqualTo("exhausted, exhausted"));
        Assert.That(page.QuerySelectorAll(".picture rect.ok"), Has.Length.EqualTo(3));
        Assert.That(page.QuerySelectorAll(".picture rect.off"), Has.Length.EqualTo(2));
        Assert.That(page.QuerySelector("main")!.TextContent, Does.Not.Contain("other"));
    }

    [Test]
    public async Task Trace_CausesInACircle_ShowsEachOnce()
    {
        var broker = TestFleet.Create();
        broker.Journal.Add(Entry("a", "b", second: 1, "one"));
        broker.Journal.Add(Entry("b", "a", second: 2, "two"));
        broker.Journal.Add(Entry("c", "c", second: 3, "three"));
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SeeAsync("/ponos/trace?tid=t-1");

        Assert.That(
            page.QuerySelectorAll(".tree p > code:first-child").Select(one => one.TextContent),
            Is.EqualTo(new[] { "one", "two", "three" }));
    }

    [Test]
    public async Task Trace_NoJournal_SaysWhatTurnsItOn()
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());

        var page = await host.SeeAsync("/ponos/trace?tid=t-1");

        Assert.That(page.QuerySelector(".calm")!.TextContent, Does.Contain("nothing of t-1").And.Contains("Ponos:Journal"));
    }

    [Test]
    public async Task Trace_TimeThatIsNone_SaysHowOneIsWritten()
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());

        var page = await host.SeeAsync("/ponos/trace?tid=t-1&from=yesterday");

        Assert.That(page.QuerySelector(".said.bad")!.TextContent, Does.Contain("'yesterday' is no time: write it as"));
    }

    private static JournalEntry Entry(string id, string? cause, int second, string job) => new()
    {
        At = TestFleet.Now.AddSeconds(second),
        Service = "images",
        Instance = "images-a",
        Handler = "Workers." + job,
        Kind = JobKind.Task,
        Job = job,
        Id = id,
        Tid = "t-1",
        Cause = cause,
        Attempt = 1,
        Outcome = JobOutcome.Succeeded,
        Wait = 0.2,
        Run = 0.5,
    };
}
