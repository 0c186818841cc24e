using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using Ponos.Control;
using Ponos.Dashboard.Tests.Support;

namespace Ponos.Dashboard.Tests;

internal sealed class EditTests
{
    private const string Edit = "/ponos/dead/images/invalid/docker.images.cleanup/edit?id=i-1";

    [Test]
    public async Task Edit_ByTheForm_ShowsTheDifferenceAndSendsWhatWasChecked()
    {
        var broker = Broker("""{"dock":"EU","keep":9007199254740993,"extra":[1],"tid":"t-1"}""");
        await using var host = await DashboardHost.StartAsync(broker);

        var check = await host.SendAsync(await host.SeeAsync(Edit), "Check the form", ("field:/dock", "eu-1"));
        Assert.That(broker.Done, Is.Empty);
        var answer = await host.SendAsync(check, "Send in place");

        Assert.That(check.QuerySelector(".diff del")!.TextContent, Does.Contain("\"dock\": \"EU\""));
        Assert.That(check.QuerySelector(".diff ins")!.TextContent, Does.Contain("\"dock\": \"eu-1\""));
        Assert.That(Sent(broker), Is.EqualTo("""{"dock":"eu-1","keep":9007199254740993,"extra":[1],"tid":"t-1"}"""));
        Assert.That(answer.QuerySelector(".said")!.TextContent, Does.Contain("Sent as replacement-1, in place of i-1"));
    }

    [Test]
    public async Task Edit_ByJson_IsCheckedOnTheServer()
    {
        var broker = Broker("""{"dock":"EU"}""");
        await using var host = await DashboardHost.StartAsync(broker);

        var check = await host.SendAsync(await host.SeeAsync(Edit), "Check the JSON", ("json", """{"dock":"Still Wrong"}"""));

        Assert.That(check.QuerySelector(".problems")!.TextContent, Does.Contain("/dock").And.Contains("pattern"));
        Assert.That(check.QuerySelectorAll("button").Select(button => button.TextContent), Has.None.Contains("Send"));
    }

    [Test]
    public async Task Edit_SentWithoutACheck_IsCheckedAllTheSame()
    {
        var broker = Broker("""{"dock":"EU"}""");
        await using var host = await DashboardHost.StartAsync(broker);

        var answer = await host.SendAsync(await host.SeeAsync(Edit), "Check the JSON", ("json", """{"dock":"Wrong"}"""), ("act", "send"));

        Assert.That(answer.QuerySelector(".problems"), Is.Not.Null);
        Assert.That(broker.Done, Is.Empty);
    }

    [TestCase("{", "It is no JSON")]
    [TestCase("[1]", "A job is a JSON object")]
    [TestCase("""{"dock":"eu-1","dock":"eu-2"}""", "It is no JSON")]
    public async Task Edit_NoJobAtAll_SaysSoAndKeepsTheText(string json, string expected)
    {
        await using var host = await DashboardHost.StartAsync(Broker("""{"dock":"EU"}"""));

        var check = await host.SendAsync(await host.SeeAsync(Edit), "Check the JSON", ("json", json));

        Assert.That(check.QuerySelector(".problems")!.TextContent, Does.Contain(expected));
        Assert.That(((IHtmlTextAreaElement)check.QuerySelector("#json-text")!).Value, Is.EqualTo(json));
    }

    [Test]
    public async Task Edit_NumberThatIsNone_NamesTheFieldAndTheValue()
    {
        await using var host = await DashboardHost.StartAsync(Broker("""{"dock":"EU"}"""));

        var check = await host.SendAsync(await host.SeeAsync(Edit), "Check the form", ("field:/keep", "many"));

        Assert.That(check.QuerySelector(".problems")!.TextContent, Does.Contain("/keep: 'many' is no whole number."));
    }

    [Test]
    public async Task Edit_BodyThatIsNoJson_CanBeMendedAsText()
    {
        var broker = Broker("{\"dock\":\"eu-1\"");
        TestFleet.ForgetSecrets(broker);
        await using var host = await DashboardHost.StartAsync(broker);
        var page = await host.SeeAsync(Edit);

        Assert.That(((IHtmlTextAreaElement)page.QuerySelector("#json-text")!).Value, Is.EqualTo("{\"dock\":\"eu-1\""));
        _ = await host.SendAsync(await host.SendAsync(page, "Check the JSON", ("json", "{\"dock\":\"eu-1\"}")), "Send in place");

        Assert.That(Sent(broker), Is.EqualTo("""{"dock":"eu-1"}"""));
    }

    [Test]
    public async Task Edit_BodyThatIsNoJsonAndMayHoldASecret_IsWrittenAnew()
    {
        await using var host = await DashboardHost.StartAsync(Broker("{\"token\":\"hunter2\""));

        var page = await host.SeeAsync(Edit);

        Assert.That(page.DocumentElement.OuterHtml, Does.Contain("Write the whole job anew").And.Not.Contains("hunter2"));
        Assert.That(((IHtmlTextAreaElement)page.QuerySelector("#json-text")!).Value, Is.Empty);
    }

    [Test]
    public async Task Edit_OfASecret_NeverShowsItAndKeepsItWhereItWasLeft()
    {
        var broker = Broker("""{"dock":"EU","token":"hunter2"}""");
        await using var host = await DashboardHost.StartAsync(broker);
        var page = await host.SeeAsync(Edit);

        var check = await host.SendAsync(page, "Check the form", ("field:/dock", "eu-1"));
        _ = await host.SendAsync(check, "Send in place");

        Assert.That(page.DocumentElement.OuterHtml, Does.Not.Contain("hunter2"));
        Assert.That(check.DocumentElement.OuterHtml, Does.Not.Contain("hunter2"));
        Assert.That(Sent(broker), Is.EqualTo("""{"dock":"eu-1","token":"hunter2"}"""));
    }

    [Test]
    public async Task Edit_ASecretItself_SendsTheNewOne()
    {
        var broker = Broker("""{"dock":"eu-1","token":"hunter2"}""");
        await using var host = await DashboardHost.StartAsync(broker);

        var check = await host.SendAsync(await host.SeeAsync(Edit), "Check the form", ("field:/token", "correct horse"));
        _ = await host.SendAsync(check, "Send in place");

        Assert.That(JsonNode.Parse(Sent(broker))!["token"]!.GetValue<string>(), Is.EqualTo("correct horse"));
    }

    [Test]
    public async Task Edit_JobGoneMeanwhile_SendsNothing()
    {
        var broker = Broker("""{"dock":"EU"}""");
        await using var host = await DashboardHost.StartAsync(broker);
        var check = await host.SendAsync(await host.SeeAsync(Edit), "Check the form", ("field:/dock", "eu-1"));
        broker.Dead.Clear();

        var answer = await host.SendAsync(check, "Send in place");

        Assert.That(answer.QuerySelector(".said.bad")!.TextContent, Does.Contain("i-1").And.Contains("Nothing was sent"));
    }

    [Test]
    public async Task Secrets_InListSearchJobAndExport_AreHidden()
    {
        var broker = Broker("""{"dock":"eu-1","token":"hunter2"}""");
        await using var host = await DashboardHost.StartAsync(broker);
        const string list = "/ponos/dead/images/invalid/docker.images.cleanup";

        foreach (var path in new[] { list, $"{list}/job?id=i-1", $"{list}/export" })
        {
            Assert.That(
                await host.Visitor.GetStringAsync(new Uri(path, UriKind.Relative)),
                Does.Contain("hidden").And.Not.Contains("hunter2"),
                path);
        }

        // Nobody finds out a secret by asking whether it begins so.
        foreach (var query in new[] { "text=hunter", "pointer=/token&value=hunter2" })
        {
            Assert.That((await host.SeeAsync($"{list}?{query}")).QuerySelectorAll("table.jobs tbody tr"), Is.Empty, query);
        }
    }

    [Test]
    public async Task Secrets_OfABodyThatWasCut_AreNotShownWithTheRest()
    {
        var broker = Broker($$"""{"token":"hunter2","dock":"{{new string('a', 5000)}}"}""");
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.Visitor.GetStringAsync(new Uri("/ponos/dead/images/invalid/docker.images.cleanup", UriKind.Relative));

        Assert.That(page, Does.Not.Contain("hunter2"));
    }

    private static RecordedOperator Broker(string body)
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(broker, DeadLetterKind.Invalid, TestFleet.InvalidLetter("i-1", body));
        return broker;
    }

    private static string Sent(RecordedOperator broker) =>
        broker.Done.Single(done => done.Contains("replace i-1 by ", StringComparison.Ordinal)).Split("replace i-1 by ")[1];
}
