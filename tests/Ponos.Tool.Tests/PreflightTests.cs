using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;
using Ponos.Tests.Support;
using Ponos.Tool.Tests.Support;

namespace Ponos.Tool.Tests;

/// <summary>What waits is checked against the schemas of a build that is not deployed yet.</summary>
internal sealed class PreflightTests : BrokerFixture
{
    private const string Old = """{"type":"object","properties":{"dock":{"type":"string"}}}""";
    private const string Narrower = """{"type":"object","properties":{"dock":{"type":"string","maxLength":4}},"required":["dock"]}""";

    [Test, CancelAfter(Bound)]
    public async Task Preflight_OfAChangedContract_CountsWhatItWouldRefuseByReasonAndPublisher()
    {
        await StartAndStopAsync();
        await PublishRawAsync("images.clean", """{"dock":"eu-1","tid":"t1"}""", "a", "health", "47a3");
        await PublishRawAsync("images.clean", """{"dock":"far-away","tid":"t2"}""", "b", "health", "47a3");
        await PublishRawAsync("images.clean", """{"dock":"too-far","tid":"t3"}""", "c", "health", "47a3");
        await PublishRawAsync("images.clean", """{"tid":"t4"}""", "d", "metrics");
        await PublishRawAsync("images.clean.dead", """{"dock":"far-away"}""", "e", "health", "47a3");
        await PublishRawAsync("images.clean.invalid", "no json", "f");
        await PublishRawAsync("images.day.passed", """{"any":1}""", "g");

        var run = await RunAsync(Narrower, "preflight", "--json");

        Assert.That(run.ExitCode, Is.EqualTo(4), run.Errors);
        var json = run.Json;
        Assert.That(json.GetProperty("wouldRefuse").GetInt32(), Is.EqualTo(3));
        var places = json.GetProperty("places")
            .EnumerateArray()
            .ToDictionary(place => $"{place.GetProperty("place")} {place.GetProperty("queue")}");
        Assert.That(places.Keys, Is.EquivalentTo(
            new[] { "ready images.clean", "dead images.clean.dead", "invalid images.clean.invalid", "ready images.day.passed" }));
        Assert.That(
            places["ready images.clean"].GetProperty("groups").EnumerateArray().Select(group =>
                $"{group.GetProperty("count")} {group.GetProperty("pointer")} {group.GetProperty("keyword")} "
                + $"{group.GetProperty("publisher")} {group.GetProperty("publisherContract")}"),
            Is.EqualTo(new[] { "2 /dock maxLength health 47a3", "1  required metrics " }));
        Assert.That(places["dead images.clean.dead"].GetProperty("refused").GetInt32(), Is.EqualTo(1));
        Assert.That(places["invalid images.clean.invalid"].GetProperty("refused").GetInt32(), Is.EqualTo(1));
        Assert.That(await CountAsync("images.clean"), Is.EqualTo(4), "all is back");
        Assert.That(
            (await DrainAsync("images.clean")).Select(job => job.BasicProperties.MessageId),
            Is.EqualTo(new[] { "a", "b", "c", "d" }),
            "in its order");
    }

    [Test, CancelAfter(Bound)]
    public async Task Preflight_OfTheSameContract_IsFineAndSaysSo()
    {
        await StartAndStopAsync();
        await PublishRawAsync("images.clean", """{"dock":"far-away","tid":"t"}""");

        var run = await RunAsync(Old, "preflight");

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Errors);
        Assert.That(run.Output, Does.Contain("ready in images.clean: 1 read, 0 would be refused").And.Contain("would refuse none"));
        Assert.That(run.Output, Does.Not.Contain("far-away"), "no value of a job is shown");
    }

    [Test, CancelAfter(Bound)]
    public async Task Preflight_OfDelayedJobs_ReadsThemFromTheLevels(CancellationToken cancellationToken)
    {
        await using (var hosts = new ServiceHosts(Uri))
        {
            var service = await hosts.StartAsync(services => Images(services, Old), "images");
            var publisher = service.Publisher;
            await publisher.PublishTaskAsync(
                "clean", new { dock = "far-away" }, new PublishOptions { Delay = TimeSpan.FromHours(5) }, cancellationToken);
            await publisher.PublishTaskAsync(
                "clean", new { dock = "eu-1" }, new PublishOptions { Delay = TimeSpan.FromDays(5) }, cancellationToken);
        }

        var run = await RunAsync(Narrower, "preflight", "--json");

        var delayed = run.Json.GetProperty("places").EnumerateArray().Single(place => place.GetProperty("place").GetString() == "delayed");
        Assert.That((delayed.GetProperty("read").GetInt32(), delayed.GetProperty("refused").GetInt32()), Is.EqualTo((2, 1)));
        Assert.That(run.ExitCode, Is.EqualTo(4));
    }

    [Test, CancelAfter(Bound)]
    public async Task Preflight_OfMoreThanItMayRead_SaysHowManyItRead()
    {
        await StartAndStopAsync();
        for (var number = 0; number < 5; number++)
        {
            await PublishRawAsync("images.clean", "{}");
        }

        var run = await RunAsync(Old, "preflight", "--most", "2");

        Assert.That(run.Output, Does.Contain("2 read of 5"), run.Errors);
        Assert.That(await CountAsync("images.clean"), Is.EqualTo(5));
    }

    [TestCase("0")]
    [TestCase("many")]
    public async Task Preflight_WithANumberThatIsNone_SaysWhatItTakes(string most)
    {
        var run = await RunAsync(Old, "preflight", "--most", most);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Contain($"'{most}'").And.Contain("from 1 to 1000000"));
    }

    private static void Images(IServiceCollection services, string schema) => services.AddPonos("images", HandlerCatalog.Empty)
        .MapTask("clean", (Job _) => Task.CompletedTask, schema: schema)
        .MapEvent("day.passed", (Job _) => Task.CompletedTask);

    private Task<HostRun> RunAsync(string schema, params string[] arguments) =>
        HostRun.OfAsync(Uri, services => Images(services, schema), arguments);

    private async Task StartAndStopAsync()
    {
        await using var hosts = new ServiceHosts(Uri);
        await hosts.StartAsync(services => Images(services, Old), "images");
    }
}
