using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;
using Ponos.Tests.Support;

namespace Ponos.OpenTelemetry.Tests;

/// <summary>What Prometheus is told by a host, and that the rules and the dashboard of docs/telemetry ask for nothing else.</summary>
internal sealed partial class MetricTests
{
    private const int Bound = 90_000;

    [Test, CancelAfter(Bound)]
    public async Task Scrape_OfAHostAtWork_HasWhatTheFilesAsk(CancellationToken cancellationToken)
    {
        var gate = new TaskCompletionSource();
        await using var host = await MeasuredHost.StartAsync(
            services => services
                .AddPonos("mailer", HandlerCatalog.Empty, options =>
                    (options.Retry.MaxAttempts, options.Retry.Delay) = (2, TimeSpan.FromMilliseconds(1)))
                .DeclareTask("mail.file", service: "archive")
                .DeclareTask("mail.check", """{ "type": "object", "required": ["number"] }""")
                .MapTask("mail.send", (Job job) => job.ToJson().GetProperty("number").GetInt32() == 0
                    ? throw new IOException("no")
                    : Task.CompletedTask)
                .MapTask("mail.wait", (Job _) => gate.Task),
            TimeSpan.FromSeconds(1));
        await host.Publisher.PublishTaskAsync("mail.send", new { number = 1 }, cancellationToken);
        await host.Publisher.PublishTaskAsync("mail.send", new { number = 0 }, cancellationToken);
        await host.Publisher.PublishTaskAsync("mail.wait", new { }, cancellationToken);
        await host.Jobs.SettledAsync("mail.send", JobOutcome.Succeeded, cancellationToken);
        await host.Jobs.SettledAsync("mail.send", JobOutcome.Exhausted, cancellationToken);
        await Assert.ThrowsAsync<UnroutableTaskException>(
            async () => await host.Publisher.PublishTaskAsync("mail.file", new { }, cancellationToken));
        await Assert.ThrowsAsync<InvalidJobException>(
            async () => await host.Publisher.PublishTaskAsync("mail.check", new { }, cancellationToken));

        await host.ValueAsync(
            "ponos_jobs_running", "messaging_destination_name=\"mailer.mail.wait\"", value => value == 1, cancellationToken);
        await host.ValueAsync(
            "ponos_queue_depth", "messaging_destination_name=\"mailer.mail.send.dead\"", value => value == 1, cancellationToken);
        await host.ValueAsync(
            "ponos_queue_age_seconds", "messaging_destination_name=\"mailer.mail.send\"", value => value == 0, cancellationToken);
        await host.ValueAsync("ponos_publish_failures_total", "InvalidJobException", value => value == 1, cancellationToken);
        await host.ValueAsync("ponos_publish_failures_total", "ponos_job_name=\"mail.file\"", value => value == 1, cancellationToken);
        await host.ValueAsync("messaging_process_duration_seconds_bucket", "le=\"600\"", value => value >= 1, cancellationToken);
        var scrape = await host.ScrapeAsync(cancellationToken);
        gate.SetResult();

        var told = Told().Matches(scrape).Select(match => match.Groups["name"].Value).ToHashSet();
        // These need a handler that ignores its token, and a broker that refuses a settlement: their names are of one make with the others.
        told.UnionWith(["ponos_handler_overruns_total", "ponos_settlement_failures_total"]);
        Assert.That(AskedBy("alerts.yml"), Is.Not.Empty.And.SubsetOf(told));
        Assert.That(AskedBy("grafana.json"), Is.Not.Empty.And.SubsetOf(told));
        foreach (var label in Labels()
            .Matches(Read("alerts.yml") + Read("grafana.json"))
            .SelectMany(match => match.Groups["label"].Value.Split(", "))
            .Distinct())
        {
            Assert.That(label == "le" || scrape.Contains($"{label}=\"", StringComparison.Ordinal), $"no label {label}");
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task Depth_OfAQueueOnRabbitMq_IsWhatWaits(CancellationToken cancellationToken)
    {
        await using var broker = await RabbitBroker.StartAsync("metrics");
        await using var host = await MeasuredHost.StartAsync(
            services => services.AddPonos("mailer", HandlerCatalog.Empty).MapTask("mail.send", (Job _) => Task.CompletedTask),
            TimeSpan.FromSeconds(1),
            ("ConnectionStrings:RabbitMq", broker.Uri));
        var control = host.Services.GetRequiredService<IWorkerControl>();
        await control.PauseAsync("mail.send", "the test looks at what waits", cancellationToken);
        for (var number = 0; number < 3; number++)
        {
            await host.Publisher.PublishTaskAsync("mail.send", new { number }, cancellationToken);
        }

        await host.ValueAsync(
            "ponos_queue_depth", "messaging_destination_name=\"mailer.mail.send\"", value => value == 3, cancellationToken);
        await host.ValueAsync(
            "ponos_queue_age_seconds", "messaging_destination_name=\"mailer.mail.send\"", value => value > 0, cancellationToken);
        control.Resume("mail.send");
        await host.ValueAsync(
            "ponos_queue_depth", "messaging_destination_name=\"mailer.mail.send\"", value => value == 0, cancellationToken);
        await host.ValueAsync(
            "ponos_queue_depth", "messaging_destination_name=\"mailer.mail.send.dead\"", value => value == 0, cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task Depth_WithoutBeingAskedFor_IsNotMeasured(CancellationToken cancellationToken)
    {
        await using var host = await MeasuredHost.StartAsync(
            services => services.AddPonos("mailer", HandlerCatalog.Empty)
                .UseInMemory()
                .MapTask("mail.send", (Job _) => Task.CompletedTask));
        await host.ValueAsync("ponos_jobs_running", "mailer.mail.send", value => value == 0, cancellationToken);

        Assert.That(
            await host.ScrapeAsync(cancellationToken), Does.Not.Contain("ponos_queue_depth{").And.Not.Contain("ponos_queue_age_seconds{"));
    }

    [Test]
    public void Dashboard_IsJson_AndEachPanelAsksSomething()
    {
        using var dashboard = JsonDocument.Parse(Read("grafana.json"));
        var panels = dashboard.RootElement.GetProperty("panels")
            .EnumerateArray()
            .Where(panel => panel.GetProperty("type").GetString() != "row")
            .ToArray();

        Assert.That(panels, Has.Length.GreaterThanOrEqualTo(8));
        Assert.That(panels.Select(panel => panel.GetProperty("targets")[0].GetProperty("expr").GetString()), Is.All.Not.Empty);
        Assert.That(panels.Select(panel => panel.GetProperty("id").GetInt32()), Is.Unique);
    }

    private static IEnumerable<string> AskedBy(string file) =>
        Asked().Matches(Read(file)).Select(match => match.Groups["name"].Value).Distinct();

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Folder, "docs", "telemetry", file));

    [GeneratedRegex(@"^(?<name>[a-z_]+)\{", RegexOptions.Multiline)]
    private static partial Regex Told();

    [GeneratedRegex(@"\b(?<name>(?:ponos|messaging)_[a-z_]+_(?:total|bucket|sum|count|seconds|running|depth))\b")]
    private static partial Regex Asked();

    [GeneratedRegex(@"\bby \((?<label>[a-z_, ]+)\)")]
    private static partial Regex Labels();
}
