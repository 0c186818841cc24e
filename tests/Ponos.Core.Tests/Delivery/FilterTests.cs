using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;
using Ponos.Testing;

namespace Ponos.Core.Tests.Delivery;

/// <summary>Code of the application's around an attempt.</summary>
public sealed class FilterTests
{
    private static readonly string[] InOrder = ["outer", "inner", "own", "handler", "own ends", "inner ends", "outer ends"];

    [Test]
    public async Task Filters_OfServiceAndHandler_RunInOrderWithinTheAttemptsScope()
    {
        var trail = new Trail();
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddSingleton(trail).AddScoped<Scoped>().AddScoped<Own>();
            services.AddPonos("s", HandlerCatalog.Empty).AddFilter<Outer>().AddFilter<Inner>().MapTask(
                "s.task",
                (Job _, Trail trail, Scoped scoped) =>
                {
                    trail.Steps.Enqueue("handler");
                    trail.Scopes.Enqueue(scoped);
                    return Task.CompletedTask;
                },
                new HandlerSettings { Filters = [services => services.GetRequiredService<Own>()] });
        });

        await ponos.PublishTaskAsync("s.task", new { });
        await ponos.HandledAsync("s.task");

        Assert.That(trail.Steps, Is.EqualTo(InOrder));
        Assert.That(trail.Scopes.Distinct().Count(), Is.EqualTo(1), "Filters share the handler's scope.");
    }

    [Test]
    public async Task Filter_Throws_IsTheAttemptsFailure()
    {
        await using var ponos = await PonosHarness.StartAsync(services => services
            .AddPonos("s", HandlerCatalog.Empty).AddFilter<Stopping>().MapTask("s.task", (Job _) => Task.CompletedTask));

        await ponos.PublishTaskAsync("s.task", new { });

        Assert.That((await ponos.DeadAsync("s.task")).Error!.Message, Is.EqualTo("by the filter"));
    }

    [Test]
    public async Task Filter_DoesNotGoOn_TheJobSucceedsWithoutItsHandler()
    {
        var ran = false;
        await using var ponos = await PonosHarness.StartAsync(services => services
            .AddPonos("s", HandlerCatalog.Empty).AddFilter<Skipping>().MapTask("s.task", (Job _) =>
            {
                ran = true;
                return Task.CompletedTask;
            }));

        await ponos.PublishTaskAsync("s.task", new { });
        await ponos.HandledAsync("s.task");
        Assert.That(ran, Is.False);
    }

    [Test]
    public async Task Filter_EachAttempt_HasItsOwn()
    {
        var trail = new Trail();
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddSingleton(trail).AddScoped<Scoped>();
            services.AddPonos("s", HandlerCatalog.Empty).AddFilter<Inner>().MapTask("s.task", (Job _, JobContext context) =>
                context.Attempt < 3 ? Task.FromException(new IOException()) : Task.CompletedTask);
        });

        await ponos.PublishTaskAsync("s.task", new { });
        await ponos.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.That(trail.Scopes.Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public async Task Inbox_WithFilters_StandsNextToTheHandler()
    {
        var trail = new Trail();
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddSingleton(trail).AddScoped<Scoped>().AddScoped<IInbox, TracingInbox>();
            services.AddPonos("s", HandlerCatalog.Empty).AddFilter<Outer>().MapTask("s.task", (Job _, Trail trail) =>
            {
                trail.Steps.Enqueue("handler");
                return Task.CompletedTask;
            });
        });

        await ponos.PublishTaskAsync("s.task", new { });
        await ponos.HandledAsync("s.task");
        Assert.That(trail.Steps, Is.EqualTo(new[] { "outer", "inbox", "handler", "outer ends" }));
    }

    private sealed class Trail
    {
        public ConcurrentQueue<string> Steps { get; } = new();

        public ConcurrentQueue<Scoped> Scopes { get; } = new();
    }

    private sealed class Scoped;

    private abstract class Tracing(string name, Trail trail, Scoped scoped) : IJobFilter
    {
        public async Task InvokeAsync(JobContext context, JobNext next)
        {
            trail.Steps.Enqueue(name);
            trail.Scopes.Enqueue(scoped);
            await next(context);
            trail.Steps.Enqueue($"{name} ends");
        }
    }

    private sealed class Outer(Trail trail, Scoped scoped) : Tracing("outer", trail, scoped);

    private sealed class Inner(Trail trail, Scoped scoped) : Tracing("inner", trail, scoped);

    private sealed class Own(Trail trail, Scoped scoped) : Tracing("own", trail, scoped);

    private sealed class Stopping : IJobFilter
    {
        public Task InvokeAsync(JobContext context, JobNext next) => throw new WorkerStopException("by the filter");
    }

    private sealed class Skipping : IJobFilter
    {
        public Task InvokeAsync(JobContext context, JobNext next) => Task.CompletedTask;
    }

    private sealed class TracingInbox(Trail trail) : IInbox
    {
        public async Task<bool> RunOnceAsync(string queue, string messageId, Func<Task> handle, CancellationToken cancellationToken)
        {
            trail.Steps.Enqueue("inbox");
            await handle();
            return true;
        }
    }
}
