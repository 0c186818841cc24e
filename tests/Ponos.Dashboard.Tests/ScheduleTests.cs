using System.Text;
using System.Text.Json;
using Ponos.Control;
using Ponos.Dashboard.Tests.Support;

namespace Ponos.Dashboard.Tests;

internal sealed class ScheduleTests
{
    [Test]
    public async Task Schedules_OfALeader_ShowRhythmNextAndOrphans()
    {
        await using var host = await DashboardHost.StartAsync(WithKhronos());

        var page = await host.SeeAsync("/ponos/schedules");

        var rows = page.QuerySelectorAll("section[aria-labelledby=schedules] tbody tr").Select(row => row.TextContent).ToList();
        Assert.That(page.QuerySelector(".lead")!.TextContent, Does.Contain("khronos-a leads; 2 schedules"));
        Assert.That(rows[0], Does.Contain("nightly").And.Contains("at 03:00 on Monday to Friday, Europe/Berlin").And.Contains("images"));
        Assert.That(rows[1], Does.Contain("old").And.Contains("paused").And.Contains("orphan"));
        Assert.That(
            page.QuerySelector("section[aria-labelledby=ticks]")!.TextContent,
            Does.Contain("time.nightly.passed").And.Contains("catch-up").And.Contains("3"));
    }

    [Test]
    public async Task Schedules_WithoutKhronos_SayThatNoneAnswers()
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());

        Assert.That((await host.SeeAsync("/ponos/schedules")).QuerySelector(".calm")!.TextContent, Does.Contain("No Khronos answers"));
    }

    [TestCase("""{"khronos":"nonsense"}""")]
    [TestCase("""{"khronos":{"status":7,"schedules":[1,null,{"name":3,"next":["never",4],"owners":[1]}],"ticks":{},"total":1e99}}""")]
    public async Task Schedules_SectionOfNonsense_IsReadAsFarAsItGoes(string sections)
    {
        var broker = TestFleet.Create();
        broker.Reports.Add(TestFleet.Process("khronos", "khronos-a") with
        {
            Handlers = [],
            Contracts = [],
            Sections = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(sections)!,
        });
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SeeAsync("/ponos/schedules");

        Assert.That(page.QuerySelector("[role=alert]")!.TextContent, Does.Contain("No replica leads"));
    }

    [TestCase("Trigger now", "khronos.schedule.trigger")]
    [TestCase("Pause", "khronos.schedule.pause")]
    [TestCase("Resume", "khronos.schedule.resume")]
    [TestCase("Delete", "khronos.schedule.delete")]
    public async Task Ask_OfASchedule_IsATaskInItsOwnersName(string button, string task)
    {
        var broker = WithKhronos();
        await using var host = await DashboardHost.StartAsync(broker);

        _ = await host.SendAsync(await host.SeeAsync("/ponos/schedules/nightly"), button);

        var job = broker.Published.Single();
        Assert.That((job.Kind, job.Name, job.Service, job.PublishedBy), Is.EqualTo((JobKind.Task, task, "khronos", "images")));
        Assert.That(Encoding.UTF8.GetString(job.Body.Span), Is.EqualTo("""{"name":"nightly"}"""));
    }

    [Test]
    public async Task Backfill_OfASpan_IsShownFirstAndThenAskedFor()
    {
        var broker = WithKhronos();
        await using var host = await DashboardHost.StartAsync(broker, build: builder => { });

        var preview = await host.SendAsync(
            await host.SeeAsync("/ponos/schedules/nightly"), "Preview", ("from", "2020-01-02T00:00"), ("to", "2020-01-04T00:00"));
        Assert.That(broker.Published, Is.Empty);
        _ = await host.SendAsync(preview, "Publish them again");

        Assert.That(
            preview.QuerySelector("section[aria-labelledby=preview]")!.TextContent,
            Does.Contain("2 ticks").And.Contains("2020-01-02 02:00:00 UTC").And.Contains("2020-01-03 02:00:00 UTC"));
        Assert.That(
            Encoding.UTF8.GetString(broker.Published.Single().Body.Span),
            Is.EqualTo("""{"name":"nightly","from":"2020-01-02T00:00:00Z","to":"2020-01-04T00:00:00Z"}"""));
    }

    [TestCase("2020-01-04T00:00", "2020-01-02T00:00")]
    [TestCase("2020-01-04T00:00", "2999-01-01T00:00")]
    [TestCase("once", "2020-01-02T00:00")]
    public async Task Backfill_OfNoSpan_IsRefused(string from, string to)
    {
        var broker = WithKhronos();
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SendAsync(await host.SeeAsync("/ponos/schedules/nightly"), "Preview", ("from", from), ("to", to));

        Assert.That(page.QuerySelector(".said.bad")!.TextContent, Does.Contain("A backfill goes from an earlier to a later time"));
    }

    [Test]
    public async Task Put_AnEditedSchedule_SendsTheWholeDefinition()
    {
        var broker = WithKhronos();
        await using var host = await DashboardHost.StartAsync(broker);

        _ = await host.SendAsync(await host.SeeAsync("/ponos/schedules/nightly"), "Put as it stands here", ("field:/cron", "0 4 * * *"));

        Assert.That(
            Encoding.UTF8.GetString(broker.Published.Single().Body.Span),
            Is.EqualTo("""{"name":"nightly","cron":"0 4 * * *","timeZone":"Europe/Berlin"}"""));
        Assert.That(broker.Published.Single().PublishedBy, Is.EqualTo("images"));
    }

    [Test]
    public async Task Put_WithoutAnOwner_SaysThatItNeedsOne()
    {
        var broker = WithKhronos();
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SendAsync(await host.SeeAsync("/ponos/schedules"), "Put", ("field:/name", "ten-minutes"));

        Assert.That(page.QuerySelector(".problems")!.TextContent, Does.Contain("Say which service the schedule is for"));
        Assert.That(broker.Published, Is.Empty);
    }

    private static RecordedOperator WithKhronos()
    {
        var broker = TestFleet.Create();
        const string section = """
            {"status":{"role":"leader","replica":"r-1","leader":"r-1","replicas":["r-1"],"epoch":4,"watermark":"2026-11-29T18:00:00+00:00","watermarkAge":0.2},
             "total":2,
             "schedules":[
              {"name":"nightly","event":"time.nightly.passed","words":"at 03:00 on Monday to Friday, Europe/Berlin","definition":{"name":"nightly","cron":"0 3 * * 1-5","timeZone":"Europe/Berlin"},
               "owners":["images"],"paused":false,"next":["2999-11-30T02:00:00+00:00"],"before":["2020-01-02T02:00:00+00:00","2020-01-03T02:00:00+00:00"],"lastAt":"2020-01-03T02:00:00+00:00","lastLateness":0.004},
              {"name":"old","event":"time.old.passed","words":"every hour","definition":{"name":"old","every":"one-hour"},"owners":["gone"],"paused":true,"next":[],"before":[]}],
             "ticks":[{"tickId":"x","name":"time.nightly.passed","kind":"catch-up","scheduledAt":"2020-01-03T02:00:00+00:00","publishedAt":"2020-01-03T02:00:01+00:00","lateness":1,"sequence":9,"missed":{"count":3}}]}
            """;
        const string schema =
            """{"type":"object","properties":{"name":{"type":"string"},"every":{"type":"string"},"cron":{"type":"string"},"timeZone":{"type":"string"}}}""";
        broker.Reports.Add(TestFleet.Process("khronos", "khronos-a") with
        {
            Handlers = [],
            Contracts = [],
            Sections = new Dictionary<string, JsonElement> { ["khronos"] = JsonElement.Parse(section) },
        });
        broker.Contracts.Add(new ProcessContracts
        {
            Service = "khronos",
            Instance = "khronos-a",
            Contracts = [new ContractReport
            {
                Kind = JobKind.Task,
                Name = "khronos.schedule.put",
                Hash = "1",
                Schema = schema,
                Sends = false,
                Receives = true,
                Queue = "khronos.khronos.schedule.put",
            }],
        });
        return broker;
    }
}
