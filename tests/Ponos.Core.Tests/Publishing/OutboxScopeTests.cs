using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;
using Ponos.Testing;

namespace Ponos.Core.Tests.Publishing;

/// <summary>What is published while an outbox is set is kept by it, and sent later as it would have been.</summary>
public sealed class OutboxScopeTests
{
    private readonly List<JobContext> _ran = [];

    [SetUp]
    public void Forget() => _ran.Clear();

    [Test]
    public async Task Publish_WhileAnOutboxIsSet_IsKeptAndSentLaterAsItWouldHaveBeen()
    {
        await using var ponos = await StartAsync();
        var outbox = new KeptJobs();

        await PublishIntoAsync(outbox, publisher => publisher.PublishTaskAsync(
            "s.task", new { a = 1 }, new PublishOptions
            {
                MessageId = "m-1",
                Tid = "t-1",
                Headers = new Dictionary<string, string> { ["tenant"] = "acme" },
            }), ponos);
        await ponos.WhenIdleAsync();

        Assert.That(_ran, Is.Empty, "nothing was sent");
        Assert.That(OutboxScope.Current, Is.Null, "the outbox is gone with the method that set it");
        var job = outbox.Jobs.Single();
        Assert.That(Encoding.UTF8.GetString(job.Body.Span), Is.EqualTo("""{"a":1,"tid":"t-1"}"""));
        Assert.That((job.Name, job.Destination, job.MessageId, job.Kind), Is.EqualTo(("s.task", "s.s.task", "m-1", JobKind.Task)));

        await ponos.Services.GetRequiredKeyedService<IPreparedJobs>("s")
            .SendAsync(PreparedJob.Read(job.WriteProperties(), job.Body), default);
        await ponos.WhenIdleAsync();

        var context = _ran.Single();
        Assert.That(
            (context.MessageId, context.Tid, context.PublishedBy, context.Headers["tenant"]), Is.EqualTo(("m-1", "t-1", "s", "acme")));
        Assert.That(context.Headers["ponos-contract"], Is.EqualTo(job.ContractHash));
    }

    [TestCase(null, Priority.Low)]
    [TestCase(Priority.High, Priority.High)]
    public async Task Publish_ContractWithAPriority_IsKeptWithIt(Priority? said, Priority kept)
    {
        await using var ponos = await PonosHarness.StartAsync(
            services => services.AddPonos("s", HandlerCatalog.Empty).DeclareTask("s.low", priority: Priority.Low));
        var outbox = new KeptJobs();

        await PublishIntoAsync(
            outbox, publisher => publisher.PublishTaskAsync("s.low", new { }, new PublishOptions { Priority = said }), ponos);

        Assert.That(outbox.Jobs.Single().Priority, Is.EqualTo(kept));
    }

    [Test]
    public async Task Publish_WhatWouldNotBeSent_IsNotKeptEither()
    {
        await using var ponos = await StartAsync();
        var outbox = new KeptJobs();

        await Assert.ThrowsAsync<InvalidJobException>(
            () => PublishIntoAsync(outbox, publisher => publisher.PublishTaskAsync("s.task", new { a = "no number" }), ponos));
        await Assert.ThrowsAsync<UndeclaredJobException>(
            () => PublishIntoAsync(outbox, publisher => publisher.PublishTaskAsync("s.nothing", new { }), ponos));

        Assert.That(outbox.Jobs, Is.Empty);
    }

    [Test]
    public async Task SendAsync_JobOfAnotherService_IsRefused()
    {
        await using var ponos = await StartAsync();
        var outbox = new KeptJobs();
        await PublishIntoAsync(outbox, publisher => publisher.PublishTaskAsync("s.task", new { a = 1 }), ponos);

        var refused = (await Assert.ThrowsAsync<ArgumentException>(() =>
            ponos.Services.GetRequiredKeyedService<IPreparedJobs>("s")
                .SendAsync(outbox.Jobs.Single() with { Service = "other" }, default)))!;

        Assert.That(refused.Message, Does.Contain("'other'").And.Contain("'s'"));
    }

    [Test]
    public async Task Handler_SaysThatItsJobIsADuplicate_IsTheOutcome()
    {
        await using var ponos = await StartAsync(context => context.IsDuplicate = true);

        await ponos.PublishTaskAsync("s.task", new { a = 1 });
        await ponos.WhenIdleAsync();

        Assert.That(ponos.Settled.Single().Outcome, Is.EqualTo(JobOutcome.Duplicate));
    }

    private static async Task PublishIntoAsync(IOutbox outbox, Func<IPublisher, Task> publish, PonosHarness ponos)
    {
        OutboxScope.Current = outbox;
        await publish(ponos.Services.GetRequiredService<IPublisher>());
    }

    private Task<PonosHarness> StartAsync(Action<JobContext>? handle = null) =>
        PonosHarness.StartAsync(services => services.AddPonos("s", HandlerCatalog.Empty).MapTask(
            "s.task",
            (Job _, JobContext context) =>
            {
                lock (_ran)
                {
                    _ran.Add(context);
                }

                handle?.Invoke(context);
                return Task.CompletedTask;
            },
            schema: """{"properties":{"a":{"type":"integer"}}}"""));

    private sealed class KeptJobs : IOutbox
    {
        public List<PreparedJob> Jobs { get; } = [];

        public Task AddAsync(PreparedJob job, IServiceProvider services, CancellationToken cancellationToken)
        {
            Jobs.Add(job);
            return Task.CompletedTask;
        }
    }
}
