using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Ponos.Core.Tests.Support;
using Ponos.Handlers;
using Ponos.Testing;

namespace Ponos.Core.Tests.Delivery;

/// <summary>A handler in a pipeline of the application's.</summary>
public sealed class ResilienceTests
{
    private static readonly HandlerSettings InPayments =
        new() { Resilience = "payments", MaxAttempts = 20, Delay = TimeSpan.FromMilliseconds(500), Jitter = false };

    [Test]
    public async Task Breaker_Opens_QueueWaitsForItsBreakAndOneJobProbes()
    {
        var (down, runs) = (true, 0);
        await using var ponos = await StartAsync(
            builder => builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 1,
                MinimumThroughput = 2,
                SamplingDuration = TimeSpan.FromMinutes(10),
                BreakDuration = TimeSpan.FromMinutes(1),
            }),
            () =>
            {
                Interlocked.Increment(ref runs);
                return down ? Task.FromException(new IOException("payments are down")) : Task.CompletedTask;
            },
            InPayments with { Concurrency = 4 });

        for (var i = 0; i < 20; i++)
        {
            await ponos.PublishTaskAsync("s.task", new { });
        }

        await ponos.AdvanceAsync(TimeSpan.FromMinutes(20));
        Assert.That(runs, Is.LessThan(40), "A run or so for each break, and not one for each attempt.");
        var health = (await ponos.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["ponos.s"];
        Assert.That(health.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(health.Description, Does.Contain("s.s.task").And.Contain("circuit breaker is open"));

        down = false;
        await ponos.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.That(ponos.Settled.Count(job => job.Outcome == JobOutcome.Succeeded), Is.EqualTo(20));
        Assert.That(ponos.Settled.Select(job => job.Outcome), Has.None.EqualTo(JobOutcome.Exhausted));
        Assert.That(
            (await ponos.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["ponos.s"].Status,
            Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task Limiter_OfThePipeline_TurnsJobsAwayAndNoAttemptIsUsed()
    {
        var (parallel, most) = (0, 0);
        await using var ponos = await StartAsync(
            builder => builder.AddConcurrencyLimiter(permitLimit: 1),
            async () =>
            {
                most = Math.Max(most, Interlocked.Increment(ref parallel));
                await Task.Delay(5);
                Interlocked.Decrement(ref parallel);
            },
            InPayments with { Concurrency = 4, MaxAttempts = 1 });

        for (var i = 0; i < 30; i++)
        {
            await ponos.PublishTaskAsync("s.task", new { });
        }

        await ponos.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.That(ponos.Settled.Count(job => job.Outcome == JobOutcome.Succeeded), Is.EqualTo(30));
        Assert.That(ponos.Settled.Count(job => job.Outcome == JobOutcome.Failed), Is.Positive, "Some were turned away.");
        Assert.That(ponos.Settled.Select(job => job.Outcome), Has.None.EqualTo(JobOutcome.Exhausted));
        Assert.That(most, Is.EqualTo(1));
    }

    [Test]
    public async Task Retry_OfThePipeline_IsOneAttempt()
    {
        var runs = 0;
        await using var ponos = await StartAsync(
            builder => builder.AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 3, Delay = TimeSpan.Zero }),
            () => ++runs < 4 ? Task.FromException(new IOException()) : Task.CompletedTask,
            InPayments);

        await ponos.PublishTaskAsync("s.task", new { });

        Assert.That((await ponos.HandledAsync("s.task")).Attempt, Is.EqualTo(1));
        Assert.That(runs, Is.EqualTo(4));
    }

    [Test]
    public async Task Timeout_OfThePipeline_IsTheHandlersFailure()
    {
        await using var ponos = await StartAsync(
            builder => builder.AddTimeout(TimeSpan.FromSeconds(2)),
            handle: null,
            InPayments with { Delay = TimeSpan.FromMinutes(1), AttemptTimeout = TimeSpan.FromHours(1) });

        await ponos.PublishTaskAsync("s.task", new { });
        var began = TimeProvider.System.GetTimestamp();
        while (ponos.Settled.Count == 0 && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30))
        {
            ((Microsoft.Extensions.Time.Testing.FakeTimeProvider)ponos.Clock).Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }

        Assert.That(ponos.Settled[0].Outcome, Is.EqualTo(JobOutcome.Failed));
    }

    [Test]
    public async Task BrokenCircuit_OfSomebodyElses_IsAFailure()
    {
        await using var ponos = await StartAsync(
            builder => builder.AddTimeout(TimeSpan.FromHours(1)),
            () => Task.FromException(new BrokenCircuitException("of an HTTP client")),
            InPayments with { MaxAttempts = 2 });

        await ponos.PublishTaskAsync("s.task", new { });
        await ponos.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.That(ponos.Settled.Single().Outcome, Is.EqualTo(JobOutcome.Exhausted));
    }

    [Test]
    public async Task Pipeline_Unknown_FailsTheStart()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => PonosHarness.StartAsync(services =>
            services.AddPonos("s", HandlerCatalog.Empty).MapTask("s.task", (Job _) => Task.CompletedTask, InPayments)));

        Assert.That(exception!.Message, Does.Contain("s.task").And.Contain("'payments'").And.Contain("AddResiliencePipeline"));
    }

    [Test]
    public async Task Limiter_OfConcurrency_IsHeldAsLongAsTheJob()
    {
        var (parallel, most) = (0, 0);
        await using var limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 2, QueueLimit = 100 });
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddKeyedSingleton<RateLimiter>("s.task", limiter);
            services.AddPonos("s", HandlerCatalog.Empty).MapTask(
                "s.task",
                async (Job _) =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref parallel));
                    await Task.Delay(2);
                    Interlocked.Decrement(ref parallel);
                },
                new HandlerSettings { Concurrency = 8 });
        });

        for (var i = 0; i < 50; i++)
        {
            await ponos.PublishTaskAsync("s.task", new { });
        }

        await ponos.SettledAsync(_ => ponos.Settled.Count == 50, "all were settled");
        Assert.That(most, Is.InRange(1, 2));
    }

    [Test]
    public async Task Limiter_UnderAKeyThatNoHandlerHas_IsWarnedOf()
    {
        using var log = new CollectingLog();
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddLogging(logging => logging.AddProvider(log));
            services.AddKeyedSingleton<RateLimiter>(
                "s.taks", (_, _) => new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 1 }));
            services.AddKeyedSingleton<RateLimiter>(
                "s.task", (_, _) => new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 1 }));
            services.AddPonos("s", HandlerCatalog.Empty).MapTask("s.task", (Job _) => Task.CompletedTask);
        });

        var warning = log.Entries.Single(entry => entry.Id == 30);
        Assert.That(warning.Text, Does.Contain("s.taks").And.Contain("s.task"));
    }

    private static Task<PonosHarness> StartAsync(Action<ResiliencePipelineBuilder> build, Func<Task>? handle, HandlerSettings settings) =>
        PonosHarness.StartAsync(services =>
        {
            services.AddKeyedSingleton("payments", (provider, _) =>
            {
                var builder = new ResiliencePipelineBuilder { TimeProvider = provider.GetRequiredService<TimeProvider>() };
                build(builder);
                return builder.Build();
            });
            services.AddPonos("s", HandlerCatalog.Empty).MapTask(
                "s.task",
                (Job _, CancellationToken cancellationToken) => handle?.Invoke()
                    ?? Task.Delay(System.Threading.Timeout.Infinite, cancellationToken),
                settings);
        });
}
