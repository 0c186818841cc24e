using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Handlers;
using Ponos.Testing;

namespace Ponos.Core.Tests.Hosting;

/// <summary>What a team's own tests use.</summary>
public sealed class HarnessTests
{
    [Test]
    public async Task Attach_HostOfTheApplicationsOwn_IsOnTheFakeClockAndAnEmbeddedBroker()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Services.AddPonos("s", HandlerCatalog.Empty)
            .MapTask("slow", (Job _, JobContext context) => context.Attempt == 1 ? throw new IOException("once") : Task.CompletedTask);
        builder.Services.AddPonosHarness(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var host = builder.Build();
        await host.StartAsync();
        await using var harness = PonosHarness.Attach(host.Services);

        await host.Services.GetRequiredService<IPublisher>().PublishTaskAsync("slow", new { });
        await harness.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.That((await harness.HandledAsync("slow")).Attempt, Is.EqualTo(2));
        Assert.That(harness.Clock.GetUtcNow(), Is.EqualTo(new DateTimeOffset(2030, 1, 1, 0, 1, 0, TimeSpan.Zero)));
        await host.StopAsync();
    }

    [Test]
    public void Attach_HostThatWasNotMadeForIt_NamesTheRemedy()
    {
        using var provider = new ServiceCollection().BuildServiceProvider();

        Assert.That(() => PonosHarness.Attach(provider), Throws.InvalidOperationException.With.Message.Contains("AddPonosHarness()"));
    }

    [TestCase("mailer.send")]
    [TestCase("mailer.mailer.send")]
    public async Task StubTask_TaskOfAServiceThatIsNotThere_CanBePublishedAndIsOnRecord(string stub)
    {
        await using var harness = await PonosHarness.StartAsync(services => services.AddPonos("shop", HandlerCatalog.Empty)
            .DeclareTask("mailer.send", service: "mailer")
            .MapTask("order.pack", (Job _, IPublisher publisher) => publisher.PublishTaskAsync("mailer.send", new { to = "Ada" })));
        harness.StubTask(stub);

        await harness.PublishTaskAsync("order.pack", new { });

        await harness.HandledAsync("order.pack");
        await harness.PublishedAsync("mailer.send");
    }

    [Test]
    public async Task StubTask_TaskThatNobodyDeclaresOrSomebodyHandles_IsRefused()
    {
        await using var harness = await PonosHarness.StartAsync(services => services.AddPonos("shop", HandlerCatalog.Empty)
            .DeclareTask("order.pack").MapTask("order.pack", (Job _) => Task.CompletedTask));

        Assert.That(() => harness.StubTask("order.sell"), Throws.InvalidOperationException.With.Message.Contains("'order.sell'"));
        Assert.That(() => harness.StubTask("order.pack"), Throws.InvalidOperationException.With.Message.Contains("handled"));
    }

    [Test]
    public async Task TimeOutAsync_RunningAttempt_IsCancelledAndItsJobGoesOn()
    {
        await using var harness = await PonosHarness.StartAsync(services => services.AddPonos("s", HandlerCatalog.Empty)
            .MapTask("slow", (Job _, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken))
                .WithRetry(maxAttempts: 1)
                .WithTimeout(TimeSpan.FromHours(3)));
        await harness.PublishTaskAsync("slow", new { });

        await harness.TimeOutAsync("slow");

        Assert.That((await harness.DeadAsync("slow")).Outcome, Is.EqualTo(JobOutcome.Exhausted));
    }

    [Test]
    public async Task TimeOutAsync_HandlerThatIsNotThereOrHasNoTimeout_IsRefused()
    {
        await using var harness = await PonosHarness.StartAsync(services => services.AddPonos("s", HandlerCatalog.Empty)
            .MapTask("endless", (Job _) => Task.CompletedTask).WithTimeout(Timeout.InfiniteTimeSpan));

        await Assert.ThatAsync(() => harness.TimeOutAsync("slow"), Throws.InvalidOperationException.With.Message.Contains("'slow'"));
        await Assert.ThatAsync(() => harness.TimeOutAsync("endless"), Throws.InvalidOperationException.With.Message.Contains("no timeout"));
    }

    [Test]
    public async Task JobContext_MadeInATest_IsWhatAHandlerIsGiven()
    {
        var context = new JobContext
        {
            Name = "order.pack",
            Kind = JobKind.Task,
            Service = "shop",
            Queue = "shop.order.pack",
            HandlerName = "Orders.Pack",
        };

        await Handle(new Job("order.pack", "{}"u8.ToArray()), context);

        Assert.That(context.Attempt, Is.EqualTo(1));
        static Task Handle(Job job, JobContext context) => Task.FromResult(context.Name);
    }
}
