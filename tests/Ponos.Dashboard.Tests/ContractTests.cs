using System.Text;
using Ponos.Control;
using Ponos.Dashboard.Tests.Support;

namespace Ponos.Dashboard.Tests;

internal sealed class ContractTests
{
    private const string Task = "/ponos/contracts/task/docker.images.cleanup";

    [Test]
    public async Task Contracts_PairOfTwoHashes_IsSaid()
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());

        var page = await host.SeeAsync("/ponos/contracts");

        Assert.That(
            page.QuerySelector(".concerns")!.TextContent,
            Does.Contain("health sends docker.images.cleanup by 47a3aa, and images enforces 7fd3bb"));
        Assert.That(page.QuerySelector("tbody tr")!.TextContent, Does.Contain("health").And.Contains("images"));
    }

    [Test]
    public async Task Contracts_PairThatDoesNotFit_SaysWhatIsRefused()
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());

        var page = await host.SeeAsync("/ponos/contracts");

        Assert.That(page.QuerySelector(".concerns")!.TextContent, Does.Contain("It refuses some of it: /properties/dock pattern."));
    }

    [Test]
    public async Task Contracts_PairOfTwoHashesThatFits_IsNoMisfit()
    {
        var broker = TestFleet.Create();
        // It promises more than is demanded.
        broker.Contracts[1] = broker.Contracts[1] with
        {
            Contracts = [.. broker.Contracts[1].Contracts.Select(one =>
                one with { Schema = TestFleet.CleanUpSchema.Replace("\"maxLength\":64", "\"maxLength\":8", StringComparison.Ordinal) })],
        };
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SeeAsync("/ponos/contracts");

        Assert.That(page.QuerySelector(".concerns"), Is.Null);
    }

    [TestCase("not JSON at all")]
    [TestCase("""{"type":"no such type"}""")]
    [TestCase("""{"$ref":"#"}""")]
    public async Task Contracts_SchemaThatIsNone_IsSaidAndThePageStands(string schema)
    {
        var broker = TestFleet.Create();
        broker.Contracts[1] = broker.Contracts[1] with
        {
            Contracts = [.. broker.Contracts[1].Contracts.Select(one => one with { Schema = schema })],
        };
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SeeAsync("/ponos/contracts");

        Assert.That(page.QuerySelector("h1")!.TextContent, Is.EqualTo("Contracts"));
        Assert.That(page.QuerySelector("tbody tr")!.TextContent, Does.Contain("health").And.Contains("images"));
    }

    [Test]
    public async Task Contracts_TaskOfAnotherServiceByTheSameName_IsNoPair()
    {
        var broker = TestFleet.Create();
        broker.Reports.Add(TestFleet.Process("scratch", "scratch-a"));
        broker.Contracts.Add(new ProcessContracts
        {
            Service = "scratch",
            Instance = "scratch-a",
            Contracts = [new ContractReport
            {
                Kind = JobKind.Task,
                Name = "docker.images.cleanup",
                Hash = "7fd3bbbbbbbb",
                Schema = "{}",
                Sends = false,
                Receives = true,
                Queue = "scratch.docker.images.cleanup",
            }],
        });
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SeeAsync("/ponos/contracts");

        Assert.That(
            page.QuerySelectorAll(".concerns li").Select(one => one.TextContent),
            Has.None.Contains("scratch").And.Some.Contains("images enforces"));
    }

    [Test]
    public async Task Contract_OfTwoVersions_ShowsBothSchemas()
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());

        var page = await host.SeeAsync(Task);

        Assert.That(page.QuerySelectorAll("details pre"), Has.Length.EqualTo(2));
        Assert.That(page.QuerySelector("main")!.TextContent, Does.Contain("health sends").And.Contains("images receives"));
    }

    [Test]
    public async Task Publish_ByTheForm_SendsWhatWasFilledIn()
    {
        var broker = TestFleet.Create();
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SendAsync(
            await host.SeeAsync(Task),
            "Publish from the form",
            ("field:/dock", "eu-1"),
            ("field:/keep", "3"),
            ("field:/force", "true"),
            ("delay", "60"),
            ("priority", "high"));

        var job = broker.Published.Single();
        Assert.That(Encoding.UTF8.GetString(job.Body.Span), Is.EqualTo("""{"dock":"eu-1","keep":3,"force":true}"""));
        Assert.That(
            (job.Kind, job.Name, job.Service, job.Delay, job.Priority),
            Is.EqualTo((JobKind.Task, "docker.images.cleanup", "images", TimeSpan.FromMinutes(1), (Priority?)Priority.High)));
        Assert.That(page.QuerySelector(".said")!.TextContent, Does.Contain("Published as new-id, tid new-tid"));
    }

    [Test]
    public async Task Publish_BreaksTheContract_SaysWhereAndKeepsWhatWasWritten()
    {
        var broker = TestFleet.Create();
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SendAsync(await host.SeeAsync(Task), "Publish the JSON", ("json", """{"dock":"EU"}"""));

        Assert.That(page.QuerySelector(".problems")!.TextContent, Does.Contain("/dock: pattern"));
        Assert.That(page.QuerySelector("#json-text")!.TextContent, Does.Contain("EU"));
        Assert.That(broker.Published, Is.Empty);
    }

    [Test]
    public async Task Publish_NoSuchDelay_SaysWhatToWrite()
    {
        var broker = TestFleet.Create();
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SendAsync(await host.SeeAsync(Task), "Publish the JSON", ("json", """{"dock":"eu-1"}"""), ("delay", "soon"));

        Assert.That(page.QuerySelector(".problems")!.TextContent, Does.Contain("The delay is 'soon'; write whole seconds"));
        Assert.That(broker.Published, Is.Empty);
    }

    [Test]
    public async Task Topology_TaskAndEvent_IsAPictureAndTheSameInWords()
    {
        var broker = TestFleet.Create();
        broker.Contracts.Add(new ProcessContracts
        {
            Service = "audit",
            Instance = "audit-a",
            Contracts =
            [
                new ContractReport
                {
                    Kind = JobKind.Event,
                    Name = "time.one-day.passed",
                    Hash = "1",
                    Schema = "{}",
                    Sends = false,
                    Receives = true,
                    Exchange = "time.one-day.passed",
                    Queue = "audit.time.one-day.passed",
                },
            ],
        });
        await using var host = await DashboardHost.StartAsync(broker);

        var page = await host.SeeAsync("/ponos/topology");

        var words = page.QuerySelectorAll("main > ul li")
            .Select(line => string.Join(' ', line.TextContent.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)))
            .ToList();
        Assert.That(words, Is.EqualTo(new[]
        {
            "health sends to images.docker.images.cleanup",
            "time.one-day.passed is bound to audit.time.one-day.passed",
            "audit.time.one-day.passed is consumed by audit",
            "images.docker.images.cleanup is consumed by images",
        }));
        Assert.That(page.QuerySelectorAll(".picture rect"), Has.Length.EqualTo(6));
        Assert.That(page.QuerySelectorAll(".picture path"), Has.Length.EqualTo(4));
    }
}
