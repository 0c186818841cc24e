using Ponos.Control;
using Ponos.Dashboard.Tests.Support;

namespace Ponos.Dashboard.Tests;

internal sealed class OverviewTests
{
    [Test]
    public async Task Overview_TwoServices_ShowsQueuesWithDepthAndProcesses()
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());

        var page = await host.SeeAsync("/ponos");

        Assert.That(page.QuerySelector("#service-images h2")!.TextContent, Does.Contain("images").And.Contains("2 processes"));
        Assert.That(
            page.QuerySelector("#service-images tbody tr")!.TextContent,
            Does.Contain("docker.images.cleanup").And.Contains("12").And.Contains("consuming"));
        Assert.That(page.QuerySelector("#service-health")!.TextContent, Does.Contain("only publishes"));
        Assert.That(page.QuerySelector("footer")!.TextContent, Does.Contain("127.0.0.1:5672"));
    }

    [Test]
    public async Task Overview_WrongThings_AreSaidFirstAndTheWorstOfThemFirst()
    {
        var broker = TestFleet.Create();
        TestFleet.Queue(broker, "images.docker.images.cleanup", 40, consumers: 0);
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-1"));
        broker.Reports[0] = broker.Reports[0] with { Faults = new Dictionary<string, string> { [""] = "the connection was refused" } };
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SeeAsync("/ponos");

        var concerns = page.QuerySelectorAll(".concerns li").Select(one => one.TextContent).ToList();
        Assert.That(concerns[0], Does.Contain("the connection was refused"));
        Assert.That(concerns[1], Does.Contain("Nobody consumes images.docker.images.cleanup; 40 jobs wait"));
        Assert.That(concerns, Has.Some.Contains("1 job dead"));
        Assert.That(concerns, Has.Some.Contains("health sends docker.images.cleanup by 47a3aa, and images enforces 7fd3bb"));
    }

    /// <summary>The queue of a broadcast is its process's own: the broker refuses to tell of it.</summary>
    [Test]
    public async Task Overview_HandlerOfBroadcasts_IsNotMissed()
    {
        var broker = TestFleet.Create();
        broker.Reports[0] = broker.Reports[0] with
        {
            Handlers = [TestFleet.Handler() with { JobName = "price.changed", Queue = "images.price.changed.4711", IsBroadcast = true }],
        };
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SeeAsync("/ponos");

        Assert.That(
            page.Body!.TextContent, Does.Contain("price.changed").And.Not.Contain("The broker has no queue images.price.changed.4711"));
    }

    [Test]
    public async Task Overview_PausedHandler_SaysWhereAndWhy()
    {
        var broker = TestFleet.Create();
        var paused = TestFleet.Handler() with
        {
            State = QueueState.Paused,
            Pauses = [new HandlerPause { Since = TestFleet.Now, Reason = "the disk is full" }],
        };
        broker.Reports[0] = broker.Reports[0] with { Handlers = [paused] };
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SeeAsync("/ponos");

        Assert.That(
            page.QuerySelector(".concerns")!.TextContent, Does.Contain("Paused in 1 of 2 processes").And.Contains("the disk is full"));
    }

    [Test]
    public async Task Overview_BrokerAway_ShowsThePageAndWhatTheTroubleIs()
    {
        var broker = TestFleet.Create();
        broker.Failure = new InvalidOperationException("nobody listens on 127.0.0.1:5672");
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SeeAsync("/ponos");

        Assert.That(
            page.QuerySelector(".concerns")!.TextContent, Does.Contain("The broker cannot be asked: nobody listens on 127.0.0.1:5672"));
    }

    [Test]
    public async Task Overview_ServiceNoLongerAnswers_StaysListedAsGone()
    {
        var broker = TestFleet.Create();
        await using var host = await DashboardHost.StartAsync(broker, options => options.Beat = TimeSpan.FromMilliseconds(500));
        _ = await host.SeeAsync("/ponos");
        broker.Reports.RemoveAll(report => report.Service == "images");

        var page = await Eventually.SeeAsync(host, "/ponos", page => page.QuerySelector("#service-images.gone") is not null);

        Assert.That(page.QuerySelector(".concerns")!.TextContent, Does.Contain("No process answers any more"));
        Assert.That(page.QuerySelector("#service-images tbody tr")!.TextContent, Does.Contain("docker.images.cleanup"));
    }

    [Test]
    public async Task Overview_Live_ComesAgainOverServerSentEvents()
    {
        var broker = TestFleet.Create();
        await using var host = await DashboardHost.StartAsync(broker, options => options.Beat = TimeSpan.FromMilliseconds(500));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ponos") { Headers = { { "Accept", "text/event-stream" } } };
        using var response = await host.Visitor.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        TestFleet.Queue(broker, "images.docker.images.cleanup", 4711, consumers: 2);
        var seen = "";
        while (!seen.Contains("4&#x202F;711", StringComparison.Ordinal) && await reader.ReadLineAsync() is { } line)
        {
            seen = line;
        }

        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That(seen, Does.StartWith("data: ").And.Contains("4&#x202F;711"));
    }

    [Test]
    public async Task Overview_NobodyLooks_AsksTheBrokerNothing()
    {
        var broker = TestFleet.Create();
        await using var host = await DashboardHost.StartAsync(broker);

        using var asset = await host.Visitor.GetAsync(new Uri("/elsewhere", UriKind.Relative));

        Assert.That(broker.Described, Is.Zero);
    }
}
