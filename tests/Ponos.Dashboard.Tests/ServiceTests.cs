using System.Net;
using AngleSharp.Html.Dom;
using Ponos.Dashboard.Tests.Support;

namespace Ponos.Dashboard.Tests;

internal sealed class ServiceTests
{
    private const string Images = "/ponos/services/images";

    [Test]
    public async Task Service_WithHandler_ShowsSettingsFiguresAndWhatRuns()
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());

        var page = await host.SeeAsync(Images);

        var text = page.QuerySelector("main")!.TextContent;
        Assert.That(text, Does.Contain("7 attempts, 2 s to 10 min apart").And.Contains("each up to 1 min").And.Contains("prefetch 8"));
        Assert.That(page.QuerySelector(".figures")!.TextContent, Does.Contain("12 ms").And.Contains("200 ms").And.Contains("1.4 s"));
        Assert.That(page.QuerySelector("table.running")!.TextContent, Does.Contain("run-1").And.Contains("t-9").And.Contains("12 s"));
        Assert.That(text, Does.Contain("succeeded").And.Contains("worker-1").And.Contains("2.3.1"));
    }

    [TestCase("Pause", "pause because the disk is full of images/docker.images.cleanup in images-b")]
    [TestCase("Resume", "resume of images/docker.images.cleanup in images-b")]
    public async Task Order_ToOneProcess_IsGivenToItAndItsAnswerShown(string button, string expected)
    {
        var broker = TestFleet.Create();
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SendAsync(await host.SeeAsync(Images), button, ("instance", "images-b"), ("reason", "the disk is full"));

        Assert.That(broker.Done.Single(), Does.EndWith(expected));
        Assert.That(page.QuerySelector(".said.good")!.TextContent, Is.EqualTo("images-b: Done."));
    }

    [Test]
    public async Task Concurrency_Changed_IsToldToAllProcesses()
    {
        var broker = TestFleet.Create();
        await using var host = await DashboardHost.StartAsync(broker);

        _ = await host.SendAsync(await host.SeeAsync(Images), "Change until restart", ("concurrency", "2"));

        Assert.That(broker.Done.Single(), Does.EndWith("concurrency 2 of images/docker.images.cleanup"));
    }

    [Test]
    public async Task Concurrency_ThatIsNone_IsTheVisitorsMistake()
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());
        var token = (IHtmlInputElement)(await host.SeeAsync(Images)).QuerySelector("input[name=__RequestVerificationToken]")!;
        using var form = new FormUrlEncodedContent(
            [new(token.Name!, token.Value), new("job", "docker.images.cleanup"), new("concurrency", "two")]);

        using var response = await host.Visitor.PostAsync(new Uri($"{Images}/concurrency", UriKind.Relative), form);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Concurrency_ThatIsNone_SaysWhatToWrite()
    {
        var broker = TestFleet.Create();
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SendAsync(await host.SeeAsync(Images), "Change until restart", ("concurrency", "two"));

        Assert.That(page.QuerySelector("[role=alert]")!.TextContent, Does.Contain("The concurrency is 'two'; write a whole number"));
        Assert.That(broker.Done, Is.Empty);
    }

    [TestCase("Cancel, dead", "cancel run-1 Dead of images/docker.images.cleanup in images-a")]
    [TestCase("Cancel, again", "cancel run-1 Again of images/docker.images.cleanup in images-a")]
    public async Task Cancel_RunningJob_SaysWhatBecomesOfIt(string button, string expected)
    {
        var broker = TestFleet.Create();
        await using var host = await DashboardHost.StartAsync(broker);

        _ = await host.SendAsync(await host.SeeAsync(Images), button);

        Assert.That(broker.Done.Single(), Does.EndWith(expected));
    }

    [Test]
    public async Task Service_Unknown_IsNotFound()
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());

        var page = await host.SeeAsync("/ponos/services/nobody", HttpStatusCode.NotFound);

        Assert.That(page.QuerySelector("[role=alert]")!.TextContent, Does.Contain("There is nothing at /ponos/services/nobody"));
    }
}
