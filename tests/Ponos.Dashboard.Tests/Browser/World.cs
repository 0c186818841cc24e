using System.Text;
using Khronos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos.Handlers;
using Ponos.Tests.Support;
using RabbitMQ.Client;

namespace Ponos.Dashboard.Tests.Browser;

/// <summary>A RabbitMQ with services that do, fail and refuse jobs; Khronos; and an application with the dashboard.</summary>
internal sealed class World : IAsyncDisposable
{
    public const string CleanUp = "docker.images.cleanup";

    /// <summary>What <c>images</c> enforces.</summary>
    private const string Strict = """
        {"type":"object","properties":{
          "dock":{"type":"string","pattern":"^[a-z]+-[0-9]$","maxLength":64,"description":"Which dock is cleaned up"},
          "keep":{"type":"integer","minimum":0},"force":{"type":"boolean"},"note":{"type":"string"},"token":{"type":"string","x-secret":true}},"required":["dock"]}
        """;

    /// <summary>What <c>health</c> still sends by.</summary>
    private const string Loose = """{"type":"object","properties":{"dock":{"type":"string"}}}""";

    private readonly TaskCompletionSource _slow = new();
    private RabbitBroker? _broker;
    private ServiceHosts? _hosts;
    private WebApplication? _application;
    private bool _isMended;

    public RunningService Images { get; private set; } = null!;

    public RunningService Health { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    /// <summary>From now on what failed succeeds.</summary>
    public void Mend() => _isMended = true;

    public static async Task<World> StartAsync(CancellationToken cancellationToken)
    {
        var world = new World();
        try
        {
            world._broker = await RabbitBroker.StartAsync("dashboard");
            world._hosts = new ServiceHosts(world._broker.Uri);
            await world.StartServicesAsync();
            world._application = await world.StartDashboardAsync();
            world.Address = new Uri(world._application.Urls.First() + "/ponos");
            await world.PublishAsync(cancellationToken);
            await world.SettledAsync(cancellationToken);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _ = _slow.TrySetResult();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        if (_hosts is not null)
        {
            await _hosts.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }

    private async Task StartServicesAsync()
    {
        (string, string)[] settings = [("Ponos:Journal", "All"), ("Ponos:Retry:MaxAttempts", "1")];
        _ = await _hosts!.StartAsync(services => services.AddKhronos(options => options.StatusAddress = null), "khronos", settings);
        Images = await _hosts.StartMappedAsync("images", MapImages, settings);
        _ = await _hosts.StartMappedAsync("images", MapImages, settings);
        _ = await _hosts.StartMappedAsync("scratch", builder => MapCleanUp(builder), settings);
        Health = await _hosts.StartMappedAsync(
            "health",
            builder => builder.DeclareTask(CleanUp, Loose, "images")
                .DeclareEvent("docks.checked")
                .MapTask("mails.send", (Job _) => Task.CompletedTask),
            settings);
    }

    private void MapImages(PonosBuilder builder) => MapCleanUp(builder.DeclareTask(PutSchedule.TaskName, service: "khronos"))
        .MapEvent("docks.checked", (Job _, IPublisher publisher) => publisher.PublishTaskAsync(CleanUp, new { dock = "eu-1" }));

    private HandlerBuilder MapCleanUp(PonosBuilder builder) => builder
        .MapTask(
            CleanUp,
            (Job job) => CleanUpAsync(job.ToJson().GetProperty("dock").GetString()!),
            new HandlerSettings { Concurrency = 4 },
            Strict);

    private Task CleanUpAsync(string dock) => dock switch
    {
        "slow-1" => _slow.Task,
        "broken-1" when !_isMended => throw new IOException("No space left on device: '/var/lib/docker'"),
        "late-1" when !_isMended => throw new TimeoutException("The dock did not answer within 30 seconds."),
        _ => Task.CompletedTask,
    };

    private async Task<WebApplication> StartDashboardAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:RabbitMq"] = _broker!.Uri });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddPonosDashboard(options => options.Beat = TimeSpan.FromMilliseconds(500));
        var application = builder.Build();
        application.MapPonosDashboard();
        await application.StartAsync();
        return application;
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        var images = Images.Publisher;
        await images.PublishTaskAsync(
            PutSchedule.TaskName,
            new { name = "nightly", cron = "0 3 * * MON-FRI", timeZone = "Europe/Berlin" },
            cancellationToken: cancellationToken);
        await images.PublishTaskAsync(PutSchedule.TaskName, new { name = "ten-minutes" }, cancellationToken: cancellationToken);
        for (var i = 0; i < 12; i++)
        {
            await Health.Publisher.PublishTaskAsync(CleanUp, new { dock = "broken-1" }, cancellationToken: cancellationToken);
            await Health.Publisher.PublishTaskAsync(CleanUp, new { dock = "EU-CENTRAL" }, cancellationToken: cancellationToken);
        }

        await BuryInScratchAsync(cancellationToken);
        await images.PublishTaskAsync(
            CleanUp, new { dock = "late-1", note = Markup, token = "hunter2" }, cancellationToken: cancellationToken);
        await images.PublishTaskAsync(CleanUp, new { dock = "slow-1" }, cancellationToken: cancellationToken);
        await Health.Publisher.PublishEventAsync("docks.checked", new { at = "noon" }, cancellationToken: cancellationToken);
    }

    /// <summary>Until what was published is done, dead or invalid, and every service is seen.</summary>
    private async Task SettledAsync(CancellationToken cancellationToken)
    {
        using var visitor = new HttpClient();
        string[] awaited = ["13 jobs dead", "12 jobs invalid", "16 jobs dead", "3 jobs invalid", "service-health", "service-khronos"];
        while (!await SeesAsync())
        {
            await Task.Delay(200, cancellationToken);
        }

        async Task<bool> SeesAsync()
        {
            var page = await visitor.GetStringAsync(Address, cancellationToken);
            return awaited.All(text => page.Contains(text, StringComparison.Ordinal));
        }
    }

    private async Task BuryInScratchAsync(CancellationToken cancellationToken)
    {
        string[] docks =
        [
            "slow-1",
            .. Enumerable.Repeat("broken-1", 12),
            .. Enumerable.Repeat("late-1", 4),
            .. Enumerable.Repeat("EU-CENTRAL", 3),
        ];
        var factory = new ConnectionFactory { Uri = new Uri(_broker!.Uri) };
        await using var connection = await factory.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null, 1), cancellationToken);
        foreach (var dock in docks)
        {
            var properties = new BasicProperties
            {
                MessageId = Guid.CreateVersion7().ToString(),
                AppId = "health",
                ContentType = "application/json",
                Persistent = true,
            };
            await channel.BasicPublishAsync(
                "", $"scratch.{CleanUp}", true, properties, Encoding.UTF8.GetBytes($$"""{"dock":"{{dock}}"}"""), cancellationToken);
        }
    }

    /// <summary>What must be shown as text, wherever it comes up.</summary>
    public const string Markup = "<img src=x onerror=\"document.title='broken into'\"><b>bold</b>";
}
