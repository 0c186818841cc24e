using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ponos.Redis.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Redis.Tests;

/// <summary>Shared limits in a host on RabbitMQ: health, and what becomes of the jobs.</summary>
internal sealed class ServiceTests : RedisFixture
{
    private ServiceHosts _hosts = null!;
    private string _service = "";

    [SetUp]
    public async Task ConnectAsync()
    {
        _hosts = new ServiceHosts((await RabbitNode.GetAsync()).Uri);
        _service = $"s{Guid.NewGuid():N}"[..12];
    }

    [TearDown]
    public async Task EndHostsAsync() => await (_hosts?.DisposeAsync() ?? default);

    [Test, CancelAfter(Bound)]
    public async Task Health_WhileRedisIsAwayAndJobsWait_SaysSoAndIsHealthyAfterwards(CancellationToken cancellationToken)
    {
        var service = await StartAsync(builder =>
            builder.MapTask("mail.send", (Job _) => Task.CompletedTask).WithRateLimit(100, TimeSpan.FromSeconds(1), RateScope.Shared));
        await service.Publisher.PublishTaskAsync("mail.send", new { number = 1 }, cancellationToken: cancellationToken);
        await service.Jobs.SettledAsync("mail.send", JobOutcome.Succeeded, cancellationToken);
        var well = await CheckAsync(service);
        Assert.That(well.Status, Is.EqualTo(HealthStatus.Healthy), Text(well));
        Assert.That(well.Entries[$"ponos.{_service}.redis"].Data[$"{_service}.mail.send"], Is.EqualTo("100 in 1s, shared by 1 process"));

        await Server.KillAsync();
        await service.Publisher.PublishTaskAsync("mail.send", new { number = 2 }, cancellationToken: cancellationToken);
        HealthReport? ill = null;
        await Until.HoldsAsync(
            async () => (ill = await CheckAsync(service)).Entries[$"ponos.{_service}"].Status == HealthStatus.Degraded, cancellationToken);
        Assert.That(
            ill!.Entries[$"ponos.{_service}"].Description,
            Does.Contain("no job starts since").And.Contain($"Redis at {Server.Address} is away"));
        Assert.That(ill.Entries[$"ponos.{_service}.redis"].Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(
            ill.Entries[$"ponos.{_service}.redis"].Description,
            Does.Contain($"{_service}.mail.send: 100 in 1s, shared by 1 process; no job starts"));
        Assert.That(service.Host.Services.GetRequiredService<IWorkerControl>().Handlers.Single().Trouble, Does.Contain("is away"));

        await Server.StartAgainAsync();
        await service.Jobs.SettledAsync(
            _ => service.Jobs.Settled.Count(job => job.Outcome == JobOutcome.Succeeded) == 2, "the second", cancellationToken);
        var again = await CheckAsync(service);
        Assert.That(again.Status, Is.EqualTo(HealthStatus.Healthy), Text(again));
    }

    [Test, CancelAfter(Bound)]
    public async Task Health_WhileRedisIsAwayAndTheLimitIsDivided_SaysWhatThisProcessGoesBy(CancellationToken cancellationToken)
    {
        var service = await StartAsync(
            builder =>
                builder.MapTask("mail.send", (Job _) => Task.CompletedTask).WithRateLimit(5, TimeSpan.FromHours(1), RateScope.Shared),
            options => options.WhenAway = WhenAway.Divide);
        await service.Publisher.PublishTaskAsync("mail.send", new { number = 1 }, cancellationToken: cancellationToken);
        await service.Jobs.SettledAsync("mail.send", JobOutcome.Succeeded, cancellationToken);

        await Server.KillAsync();
        await service.Publisher.PublishTaskAsync("mail.send", new { number = 2 }, cancellationToken: cancellationToken);
        await service.Jobs.SettledAsync(
            _ => service.Jobs.Settled.Count(job => job.Outcome == JobOutcome.Succeeded) == 2, "the second", cancellationToken);

        HealthReport? report = null;
        await Until.HoldsAsync(async () => (report = await CheckAsync(service)).Status == HealthStatus.Degraded, cancellationToken);
        Assert.That(report!.Entries[$"ponos.{_service}.redis"].Description, Does.Contain("this one goes by its part, 5"));
        Assert.That(report.Entries[$"ponos.{_service}"].Status, Is.EqualTo(HealthStatus.Healthy), "its jobs run");
    }

    [Test, CancelAfter(Bound)]
    public async Task Run_PlaceIsLost_CancelsTheJobWithoutCountingAndRunsItAgain(CancellationToken cancellationToken)
    {
        var attempts = new List<int>();
        var begun = new TaskCompletionSource();
        var service = await StartAsync(
            builder => builder.MapTask("report.write", async (Job _, JobContext context) =>
            {
                attempts.Add(context.Attempt);
                begun.TrySetResult();
                if (attempts.Count == 1)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
                }
            }).WithConcurrency(1, ConcurrencyScope.Shared),
            options => options.Lease = TimeSpan.FromSeconds(5));
        await service.Publisher.PublishTaskAsync("report.write", new { number = 1 }, cancellationToken: cancellationToken);
        await begun.Task.WaitAsync(cancellationToken);

        Server.Freeze();
        await service.Jobs.SettledAsync("report.write", JobOutcome.Interrupted, cancellationToken);
        Server.Thaw();
        await service.Jobs.SettledAsync("report.write", JobOutcome.Succeeded, cancellationToken);

        Assert.That(attempts, Is.EqualTo(new[] { 1, 1 }));
    }

    [Test, CancelAfter(Bound)]
    public async Task Run_BothLimits_BothHold(CancellationToken cancellationToken)
    {
        var (running, most) = (0, 0);
        var service = await StartAsync(builder => builder.MapTask("mail.send", async (Job _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken);
            Interlocked.Decrement(ref running);
        }).WithConcurrency(2, ConcurrencyScope.Shared).WithRateLimit(10, TimeSpan.FromMilliseconds(300), RateScope.Shared));
        for (var number = 0; number < 25; number++)
        {
            await service.Publisher.PublishTaskAsync("mail.send", new { number }, cancellationToken: cancellationToken);
        }

        await service.Jobs.SettledAsync(
            _ => service.Jobs.Settled.Count(job => job.Outcome == JobOutcome.Succeeded) == 25, "all", cancellationToken);

        Assert.That(most, Is.LessThanOrEqualTo(2));
        var permits = await Record.PermitsAsync();
        Assert.That(RedisRecord.MostIn(permits.Values, TimeSpan.FromMilliseconds(300)), Is.LessThanOrEqualTo(10));
    }

    [Test, CancelAfter(Bound)]
    public async Task Stop_WhileJobsWaitForTheirPermit_EndsAndLosesNone(CancellationToken cancellationToken)
    {
        void Map(PonosBuilder builder) =>
            builder.MapTask("mail.send", (Job _) => Task.CompletedTask).WithRateLimit(1, TimeSpan.FromHours(1), RateScope.Shared);
        var first = await StartAsync(Map);
        for (var number = 0; number < 5; number++)
        {
            await first.Publisher.PublishTaskAsync("mail.send", new { number }, cancellationToken: cancellationToken);
        }

        await first.Jobs.SettledAsync("mail.send", JobOutcome.Succeeded, cancellationToken);
        await first.StopAsync();

        Assert.That(first.Jobs.Settled, Has.Count.EqualTo(1));
        var second = await StartAsync(builder => builder.MapTask("mail.send", (Job _) => Task.CompletedTask));
        await second.Jobs.SettledAsync(_ => second.Jobs.Settled.Count == 4, "the others", cancellationToken);
        Assert.That(second.Jobs.Settled.Select(job => (job.Outcome, job.Attempt)), Is.All.EqualTo((JobOutcome.Succeeded, 1)));
    }

    [Test, CancelAfter(Bound)]
    public async Task Start_WithoutRedis_GoesOnAndRunsJobsWhenItComes(CancellationToken cancellationToken)
    {
        await Server.KillAsync();
        var service = await StartAsync(
            builder => builder.MapTask("mail.send", (Job _) => Task.CompletedTask).WithRateLimit(5, scope: RateScope.Shared));
        await service.Publisher.PublishTaskAsync("mail.send", new { number = 1 }, cancellationToken: cancellationToken);
        await Until.HoldsAsync(
            async () => (await CheckAsync(service)).Entries[$"ponos.{_service}"].Description!.Contains("is away", StringComparison.Ordinal),
            cancellationToken);

        await Server.StartAgainAsync();
        await service.Jobs.SettledAsync("mail.send", JobOutcome.Succeeded, cancellationToken);
    }

    private Task<RunningService> StartAsync(Action<PonosBuilder> map, Action<RedisOptions>? configure = null) =>
        _hosts.StartMappedAsync(_service, builder =>
        {
            builder.UseRedis(Server.Address).UseRedis(configure ?? (_ => { }));
            map(builder);
        });

    private static string Text(HealthReport report) =>
        string.Join("; ", report.Entries.Select(entry => $"{entry.Key} {entry.Value.Status}: {entry.Value.Description}"));

    private static Task<HealthReport> CheckAsync(RunningService service) =>
        service.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
}
