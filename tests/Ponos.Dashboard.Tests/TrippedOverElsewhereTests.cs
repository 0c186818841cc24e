using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Ponos.Control;
using Ponos.Dashboard.Tests.Support;

namespace Ponos.Dashboard.Tests;

/// <summary>What users of other dashboards tripped over, tried on this one.</summary>
internal sealed class TrippedOverElsewhereTests
{
    private const string Dead = "/ponos/dead/images/dead/docker.images.cleanup";

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [TestCase("/ponos/services/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E")]
    [TestCase("/ponos/services/%22onmouseover=alert(1)%22")]
    [TestCase("/ponos/dead/%22%3E%3Cimg%20src=x%3E/dead/%3Cscript%3Ealert(1)%3C%2Fscript%3E")]
    [TestCase(Dead + "?text=%22%3E%3Cimg%20src=x%3E&group=%22%3E%3Cimg%20src=x%3E")]
    [TestCase("/ponos/trace?tid=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E")]
    [TestCase("/ponos/dead?service=%22%3E%3Cimg%20src=x%3E&job=%3Cscript%3E")]
    public async Task Address_WithMarkup_IsShownAsText(string path)
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());
        using var response = await host.Visitor.GetAsync(new Uri(path, UriKind.Relative));

        var page = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());

        Assert.That(page.QuerySelectorAll("img, body script, [onmouseover], [onerror]"), Is.Empty);
    }

    [Test]
    public async Task Names_OfServicesAndJobsWithMarkup_AreShownAsText()
    {
        const string markup = "\"><img src=x onerror=alert(1)>";
        var broker = TestFleet.Create();
        broker.Reports.Add(TestFleet.Process(markup, markup) with
        {
            Host = markup,
            Version = markup,
            Faults = new Dictionary<string, string> { [markup] = markup },
            Handlers = [TestFleet.Handler() with { JobName = markup, HandlerName = markup, Queue = markup, Trouble = markup }],
        });
        await using var host = await DashboardHost.StartAsync(broker);

        foreach (var path in new[] { "/ponos", $"/ponos/services/{Uri.EscapeDataString(markup)}", "/ponos/dead", "/ponos/topology" })
        {
            Assert.That((await host.SeeAsync(path)).QuerySelectorAll("img, [onerror]"), Is.Empty, path);
        }
    }

    /// <summary>A name that reads as another one, as source code did.</summary>
    [Test]
    public async Task Letters_ThatAreNotSeen_AreShownAndSentBackAsTheyWere()
    {
        var unseen = string.Concat(
            Enumerable.Range(0x20, 0xFFFF - 0x20).Where(code => code is < 0xD800 or > 0xDFFF).Select(code => (char)code)
                .Where(letter => char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            + "\U000E0041";
        var body = JsonSerializer.Serialize(new { dock = "EU" + unseen }, Unescaped);
        var broker = TestFleet.Create();
        broker.Reports.Add(TestFleet.Process(unseen, unseen) with
        {
            Host = unseen, Faults = new Dictionary<string, string> { [unseen] = unseen },
            Handlers = [TestFleet.Handler() with { HandlerName = unseen, Trouble = unseen }],
        });
        TestFleet.Bury(
            broker,
            DeadLetterKind.Dead,
            TestFleet.Letter("d-1", body) with { Error = unseen, Headers = new Dictionary<string, string> { [unseen] = unseen } });
        await using var host = await DashboardHost.StartAsync(broker);

        foreach (var path in new[]
        {
            "/ponos",
            $"/ponos/services/{Uri.EscapeDataString(unseen)}",
            "/ponos/dead",
            Dead,
            $"{Dead}/job?id=d-1",
            "/ponos/topology",
        })
        {
            var page = await host.SeeAsync(path);
            Assert.That(
                page.Body!.TextContent.Where(
                    letter => letter is not ('\n' or '\r' or '\t') && unseen.Contains(letter, StringComparison.Ordinal)),
                Is.Empty,
                path);
        }

        Assert.That((await host.SeeAsync($"{Dead}/job?id=d-1")).Body!.TextContent, Does.Contain("\\u202e"));
        var edit = await host.SeeAsync($"{Dead}/edit?id=d-1");
        Assert.That(
            JsonNode.Parse(((IHtmlTextAreaElement)edit.QuerySelector("textarea[name=json]")!).Value)!["dock"]!.GetValue<string>(),
            Is.EqualTo("EU" + unseen));
    }

    /// <summary>The keys that sealed it went with a container.</summary>
    [Test]
    public async Task Token_OfAnotherLife_LetsPagesBeSeenAndSaysWhatToDo()
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());
        host.Visitor.DefaultRequestHeaders.Add(
            "Cookie", ".AspNetCore.Antiforgery.0123456789a=CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        _ = await host.SeeAsync("/ponos");
        using var form = new FormUrlEncodedContent(
            [KeyValuePair.Create("__RequestVerificationToken", "CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]);

        using var response = await host.Visitor.PostAsync(new Uri($"{Dead}/replay", UriKind.Relative), form);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("Nothing was done. Open the page again"));
    }

    /// <summary>A list shows the beginning of a body; what is sent must be all of it.</summary>
    [Test]
    public async Task LargeBody_EditedAfterTheList_IsSentWhole()
    {
        var broker = TestFleet.Create();
        var body = $$"""{"dock":"EU","note":"{{new string('x', 300_000)}}"}""";
        TestFleet.Bury(broker, DeadLetterKind.Invalid, TestFleet.InvalidLetter("i-1", body));
        await using var host = await DashboardHost.StartAsync(broker);
        _ = await host.SeeAsync("/ponos/dead/images/invalid/docker.images.cleanup");
        var job = await host.SeeAsync("/ponos/dead/images/invalid/docker.images.cleanup/job?id=i-1");

        var check = await host.SendAsync(
            await host.SeeAsync("/ponos/dead/images/invalid/docker.images.cleanup/edit?id=i-1"), "Check the form", ("field:/dock", "eu-1"));
        _ = await host.SendAsync(check, "Send in place");

        Assert.That(job.QuerySelector(".body")!.TextContent, Has.Length.GreaterThan(300_000));
        var sent = JsonNode.Parse(broker.Done.Single(done => done.Contains("replace", StringComparison.Ordinal)).Split(" by ")[^1])!;
        Assert.That(sent["note"]!.GetValue<string>(), Has.Length.EqualTo(300_000));
    }

    [Test]
    public async Task OddBodies_OfDeadJobs_AreShownOneAndAll()
    {
        var broker = TestFleet.Create();
        TestFleet.ForgetSecrets(broker);
        string[] bodies =
        [
            "", "null", "7", "\"text\"", "[]", "{}", "{\"dock\":", new string('[', 200) + new string(']', 200), "{\"a\":1,\"a\":2}",
            "\u0000\u0001\u001b[31m",
        ];
        TestFleet.Bury(broker, DeadLetterKind.Dead, [.. bodies.Select((body, index) => TestFleet.Letter($"d-{index}", body))]);
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-bytes") with { Body = new byte[] { 0xff, 0xfe, 0xc0, 0x80 } });
        await using var host = await DashboardHost.StartAsync(broker);

        var list = await host.SeeAsync(Dead);

        Assert.That(list.QuerySelectorAll("table.jobs tbody tr"), Has.Length.EqualTo(bodies.Length + 1));
        foreach (var id in Enumerable.Range(0, bodies.Length).Select(index => $"d-{index}").Append("d-bytes"))
        {
            _ = await host.SeeAsync($"{Dead}/job?id={id}");
            _ = await host.SeeAsync($"{Dead}/edit?id={id}");
        }
    }

    [Test]
    public async Task Letter_WithNothingButABody_IsShown()
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(
            broker,
            DeadLetterKind.Dead,
            new DeadLetter { MessageId = "", Name = "", Reason = "", Queue = "", Body = Encoding.UTF8.GetBytes("{}") });
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SeeAsync(Dead);

        Assert.That(page.QuerySelector("table.jobs tbody")!.TextContent, Does.Contain("(no id)"));
    }

    [TestCase("time.*.passed")]
    [TestCase("docker.#")]
    public async Task Pattern_AsTheJobsName_HasItsOwnPages(string pattern)
    {
        var broker = TestFleet.Create();
        broker.Reports.Add(TestFleet.Process("audit", "audit-a") with
        {
            Handlers = [TestFleet.Handler() with { Kind = JobKind.Event, JobName = pattern }],
        });
        broker.Dead[("audit", pattern, DeadLetterKind.Dead)] = new RecordedDeadLetters { Letters = { TestFleet.Letter("p-1") } };
        await using var host = await DashboardHost.StartAsync(broker);
        _ = await host.SeeAsync("/ponos/services/audit");

        var page = await host.SeeAsync($"/ponos/dead/audit/dead/{Uri.EscapeDataString(pattern)}");
        var answer = await host.SendAsync(page, "Replay all");

        Assert.That(answer.QuerySelector(".said.good")!.TextContent, Does.Contain("1 job sent back"));
    }

    [Test]
    public async Task Ids_WithWhatAnAddressMeansOtherwise_AreFound()
    {
        var broker = TestFleet.Create();
        const string id = "a/b?c&d=e#f%2F g+h";
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter(id));
        await using var host = await DashboardHost.StartAsync(broker);

        var link = (await host.SeeAsync(Dead)).QuerySelector("table.jobs tbody a")!.GetAttribute("href")!;

        Assert.That((await host.SeeAsync(link)).QuerySelector("h1")!.TextContent, Is.EqualTo(id));
    }

    [Test]
    public async Task Selected_TwoOfTheSameId_ReplaysOnlyThatId()
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("same"), TestFleet.Letter("same"), TestFleet.Letter("other"));
        await using var host = await DashboardHost.StartAsync(broker);

        _ = await host.SendAsync(await host.SeeAsync(Dead), "Replay selected", ("id", "same"));

        Assert.That(broker.Done.Single(), Does.EndWith("replay same,same"));
    }

    [TestCase("page=0")]
    [TestCase("page=-1")]
    [TestCase("page=999999999999")]
    [TestCase("page=two")]
    [TestCase("from=never&to=0001-01-01")]
    [TestCase("group=none")]
    public async Task Address_OfNonsense_IsAPageAllTheSame(string query)
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-1"));
        await using var host = await DashboardHost.StartAsync(broker);

        Assert.That((await host.SeeAsync($"{Dead}?{query}")).QuerySelector("h1"), Is.Not.Null);
    }
}
