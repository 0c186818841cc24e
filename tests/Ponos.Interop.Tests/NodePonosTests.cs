using System.Text;
using Images;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Interop.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Interop.Tests;

/// <summary>Jobs to and from services that run on node's Ponos, on queues that both sides declare.</summary>
internal sealed class NodePonosTests
{
    private const int Bound = 90_000;
    private const string CleanUp = "docker.images.cleanup";

    private string _prefix = "";
    private Seen _seen = null!;
    private NodePonos _node = null!;
    private RabbitBroker _broker = null!;
    private ServiceHosts? _hosts;

    [OneTimeSetUp]
    public async Task InstallAsync()
    {
        _node = await RabbitNode.GetNodeAsync();
        _broker = await RabbitNode.GetAsync();
    }

    [SetUp]
    public void Begin()
    {
        _prefix = $"n{Guid.NewGuid():N}"[..9];
        _seen = new Seen();
        _hosts = new ServiceHosts(_broker.Uri);
    }

    [TearDown]
    public async Task EndAsync()
    {
        if (_hosts is not null)
        {
            await _hosts.DisposeAsync();
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task NodePublisher_EventAndTask_AreHandledUnderTheTidsThatNodeGaveThem(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync();

        using var publisher = _node.Start(_broker, "publish.js", images.Name);
        var published = await publisher.JsonLinesAsync("published ", 2, cancellationToken);

        Assert.That(await publisher.ExitCodeAsync(cancellationToken), Is.Zero);
        var (tickTid, taskTid) = (published[0].GetProperty("tid").GetString()!, published[1].GetProperty("tid").GetString()!);
        Assert.That(taskTid, Is.EqualTo("tid-of-node"));
        var tick = await images.Jobs.SettledAsync("time.one-day.passed", JobOutcome.Succeeded, cancellationToken);
        Assert.That(tick.Tid, Is.EqualTo(tickTid).And.Not.Empty);
        // The task that node published, and the one that the tick's handler did.
        var fromNode = await images.Jobs.SettledAsync(
            job => job.Name == CleanUp && Text(job).Contains("us-1", StringComparison.Ordinal), "node's task", cancellationToken);
        var fromTick = await images.Jobs.SettledAsync(
            job => job.Name == CleanUp && Text(job).Contains("eu-23", StringComparison.Ordinal), "the tick's task", cancellationToken);
        Assert.That(fromNode.Tid, Is.EqualTo(taskTid));
        Assert.That(fromTick.Tid, Is.EqualTo(tickTid));
        Assert.That(new[] { fromNode.Outcome, fromTick.Outcome }, Is.All.EqualTo(JobOutcome.Succeeded));

        var context = _seen.Contexts.Single(context => context.Tid == tickTid && context.Name == "time.one-day.passed");
        Assert.That(context.PublishedBy, Is.EqualTo(images.Name), "node names the service that it publishes for");
        Assert.That(
            context.Timestamp, Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(2)), "node writes milliseconds");
        Assert.That(context.MessageId, Is.Null);
        Assert.That(context.PublisherWorkerName, Is.Null);
    }

    [Test, CancelAfter(Bound)]
    public async Task NodePublisher_BeforeOurFirstStart_DeclaresQueuesThatWeAccept(CancellationToken cancellationToken)
    {
        // The other order than above: what the second declares must be what the first did.
        using var publisher = _node.Start(_broker, "publish.js", Name("images"));
        await publisher.LinesAsync("published ", 2, cancellationToken);

        var images = await StartImagesAsync();

        var job = await images.Jobs.SettledAsync(CleanUp, JobOutcome.Succeeded, cancellationToken);
        Assert.That(job.Tid, Is.EqualTo("tid-of-node"));
    }

    [Test, CancelAfter(Bound)]
    public async Task NodeWorker_EventAndTask_AreHandledUnderOurTidsWhichComeBack(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync();
        using var worker = _node.Start(_broker, "worker.js", Name("node"), images.Name);
        await worker.LinesAsync("started", 1, cancellationToken);

        await images.Publisher.PublishAsync(
            new ReportImages("eu-1", 3), new PublishOptions { Service = Name("node"), Tid = "task-tid" }, cancellationToken);
        await images.Publisher.PublishAsync(new CleanUpImages("eu-1"), new PublishOptions { Tid = "event-tid" }, cancellationToken);

        var handled = await worker.JsonLinesAsync("handled ", 2, cancellationToken);
        var report = handled.Single(job => job.GetProperty("worker").GetString() == "docker.images.report");
        Assert.That(report.GetProperty("tid").GetString(), Is.EqualTo("task-tid"));
        Assert.That(report.GetProperty("job").GetRawText(), Is.EqualTo("""{"dock":"eu-1","count":3,"tid":"task-tid"}"""));
        Assert.That(report.GetProperty("appId").GetString(), Is.EqualTo(images.Name));
        Assert.That(report.GetProperty("contentType").GetString(), Is.EqualTo("application/json"));
        var cleaned = handled.Single(job => job.GetProperty("worker").GetString() == "docker.images.cleaned");
        Assert.That(cleaned.GetProperty("tid").GetString(), Is.EqualTo("event-tid"));
        Assert.That(cleaned.GetProperty("publisher").GetString(), Is.EqualTo("ImageWorkers.CleanUp"));

        // Node's worker published a task in turn, which knows where it began.
        await images.Jobs.SettledAsync(
            job => job.Name == CleanUp && Text(job).Contains("again-eu-1", StringComparison.Ordinal),
            "the task that came back",
            cancellationToken);
        var back = _seen.Contexts.Single(context => context.PublisherWorkerName is not null);
        Assert.That((back.Tid, back.PublisherWorkerName), Is.EqualTo(("event-tid", "docker.images.cleaned")));
    }

    private Task<RunningService> StartImagesAsync() =>
        _hosts!
            .StartAsync(services => services.AddSingleton(_seen).AddPonos(Name("images")), Name("images"), ("Ponos:QueueType", "Classic"));

    private string Name(string service) => $"{_prefix}-{service}";

    private static string Text(SettledJob job) => Encoding.UTF8.GetString(job.Body.Span);
}
