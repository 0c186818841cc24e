using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Contracts;
using Ponos.Handlers;
using Ponos.Testing;

namespace Ponos.Core.Tests.Publishing;

/// <summary>The publisher as an application types it.</summary>
public sealed class PublisherTests
{
    private readonly ConcurrentQueue<string> _ran = new();

    [SetUp]
    public void Forget() => _ran.Clear();

    [Test]
    public async Task PublishAsync_StaticTypeDeclaresNothing_TakesTheJobsOwn()
    {
        await using var ponos = await StartAsync();
        IPublisher publisher = ponos.Services.GetRequiredService<IPublisher>();
        object untyped = new Packed("o1");
        IOrdered typed = new Packed("o2");

        await publisher.PublishAsync(untyped);
        await publisher.PublishAsync(typed);
        await publisher.PublishAsync(new Circle(2));
        await ponos.WhenIdleAsync();

        Assert.That(_ran, Is.EquivalentTo(new[] { "o1", "o2", "circle of 2" }));
    }

    [Test]
    public async Task PublishAsync_NoTypeDeclaresAnything_NamesTheJobsOwn()
    {
        await using var ponos = await StartAsync();

        var refused = await Assert.ThrowsAsync<UndeclaredJobException>(
            () => ponos.Services.GetRequiredService<IPublisher>().PublishAsync<object>(new Uri("about:blank")));

        Assert.That(refused!.Message, Does.Contain("System.Uri"));
    }

    [Test]
    public async Task PublishManyAsync_SomeAreInvalid_TheOthersArePublished()
    {
        await using var ponos = await StartAsync();
        var jobs = Enumerable.Range(0, 3000)
            .Select(number => new Packed(number % 1000 == 999 ? new string('x', 21) : $"{number}"))
            .ToArray();

        var results = await ponos.Services.GetRequiredService<IPublisher>().PublishManyAsync(jobs);
        await ponos.WhenIdleAsync();

        Assert.That(results, Has.Count.EqualTo(3000));
        Assert.That(
            results.Index().Where(result => !result.Item.IsPublished).Select(result => result.Index),
            Is.EqualTo(new[] { 999, 1999, 2999 }));
        Assert.That(results[999].Error, Is.TypeOf<InvalidJobException>());
        Assert.That(results.Select(result => result.MessageId), Is.Unique);
        Assert.That(_ran, Has.Count.EqualTo(2997));
        Assert.That(_ran.Take(999), Is.EqualTo(Enumerable.Range(0, 999).Select(number => $"{number}")), "In order.");
    }

    [Test]
    public async Task PublishManyAsync_OneMessageIdForAll_IsRefused()
    {
        await using var ponos = await StartAsync();

        _ = await Assert.ThrowsAsync<ArgumentException>(() =>
            ponos.Services.GetRequiredService<IPublisher>()
                .PublishManyAsync([new Packed("a"), new Packed("b")], new PublishOptions { MessageId = "one" }));
    }

    [Test]
    public async Task PublishManyAsync_Cancelled_TellsOfWhatWasBegun()
    {
        await using var ponos = await StartAsync();
        using var stop = new CancellationTokenSource();

        var results = await ponos.Services.GetRequiredService<IPublisher>().PublishManyAsync(Jobs(), cancellationToken: stop.Token);

        Assert.That(results, Has.Count.InRange(1, 11));
        Assert.That(results[0].IsPublished, Is.True);

        IEnumerable<Packed> Jobs()
        {
            for (var number = 0; ; number++)
            {
                if (number == 10)
                {
                    stop.Cancel();
                }

                yield return new Packed($"{number}");
            }
        }
    }

    [Test]
    public async Task Validate_Job_SaysWhatAPublishWouldAndSendsNothing()
    {
        await using var ponos = await StartAsync();
        var publisher = ponos.Services.GetRequiredService<IPublisher>();

        Assert.That(publisher.Validate(new Packed("o1")), Is.Empty);
        Assert.That(
            publisher.Validate<object>(new Packed(new string('x', 21))).Select(violation => violation.ToString()),
            Has.Exactly(1).StartsWith("/order: maxLength"));
        Assert.That(publisher.Validate(JobKind.Event, "order.packed", new { Order = 7 }).Single().Keyword, Is.EqualTo("type"));
        Assert.Throws<UndeclaredJobException>(() => publisher.Validate(JobKind.Task, "order.packed", new { }));
        Assert.That(ponos.Published, Is.Empty);
    }

    [Test]
    public async Task PublishTaskAsync_WithATokenOnly_Compiles()
    {
        await using var ponos = await StartAsync();
        var publisher = ponos.Services.GetRequiredService<IPublisher>();

        await publisher.PublishEventAsync("order.packed", new { Order = "o1" }, CancellationToken.None);
        _ = await Assert.ThrowsAsync<UndeclaredJobException>(() => publisher.PublishTaskAsync("no.such", new { }, CancellationToken.None));
    }

    [TestCase("")]
    [TestCase(256)]
    public async Task MessageId_ThatIsNone_IsRefused(object id)
    {
        await using var ponos = await StartAsync();

        var refused = await Assert.ThrowsAsync<ArgumentException>(() =>
            ponos.PublishAsync(new Packed("o1"), new PublishOptions { MessageId = id as string ?? new string('x', (int)id) }));

        Assert.That(refused!.Message, Does.Contain("1 to 255 bytes"));
    }

    [Test]
    public async Task PublishFilter_SeveralOfThem_RunAroundThePublishInOrder()
    {
        await using var ponos = await StartAsync(builder => builder.AddPublishFilter<Outer>().AddPublishFilter<Inner>());

        await ponos.PublishAsync(new Packed("o1"));
        await ponos.PublishAsync(new Packed("swallowed"));
        _ = await Assert.ThrowsAsync<InvalidOperationException>(() => ponos.PublishAsync(new Packed("refused")));
        await ponos.WhenIdleAsync();

        Assert.That(ponos.Published.Select(job => job.MessageId), Is.EqualTo(new[] { "outer inner" }));
        Assert.That(_ran, Is.EqualTo(new[] { "o1" }));
    }

    [Test]
    public async Task PublishFilter_OfWhatAHandlerLeftRunning_HasAScopeThatLives()
    {
        var ended = new TaskCompletionSource();
        var left = new TaskCompletionSource<Task>();
        await using var ponos = await StartAsync(builder =>
        {
            builder.Services.AddScoped<Region>();
            builder.AddPublishFilter<Regional>().MapTask("leave", (Job job, IPublisher publisher) =>
            {
                left.SetResult(PublishLaterAsync(publisher));
                return Task.CompletedTask;
            });
        });
        await ponos.PublishTaskAsync("leave", new { });
        await ponos.WhenIdleAsync();

        ended.SetResult();
        await await left.Task;
        await ponos.WhenIdleAsync();

        Assert.That(_ran, Is.EqualTo(new[] { "o1" }));
        Assert.That(ponos.Published.Select(job => job.MessageId), Is.EqualTo(new[] { "region 1", "region 1" }));

        async Task PublishLaterAsync(IPublisher publisher)
        {
            await ended.Task;
            await publisher.PublishAsync(new Packed("o1"));
        }
    }

    [Test]
    public async Task Headers_OfAJob_TellWhenAndByWhatItWasPublished()
    {
        await using var ponos = await StartAsync(builder => builder
            .Configure(options => options.PropagateHeaders("tenant", "x-region"))
            .DeclareTask("kept", service: "elsewhere")
            .MapTask("first", (Job job, IPublisher publisher) => publisher.PublishTaskAsync("second", job))
            .MapTask("second", (Job job, JobContext context) => Run(
                $"{context.Headers["tenant"]} {context.Headers["x-region"]} {context.Headers.ContainsKey("other")} "
                + $"{context.Headers["ponos-cause"]} {context.Headers["ponos-published-at"]}")));

        await ponos.PublishTaskAsync("first", new { }, new PublishOptions
        {
            MessageId = "m-1",
            Headers = new Dictionary<string, string> { ["tenant"] = "acme", ["x-region"] = "eu", ["other"] = "o" },
        });
        await ponos.WhenIdleAsync();

        Assert.That(_ran, Is.EqualTo(new[] { $"acme eu False m-1 {ponos.Clock.GetUtcNow().ToUnixTimeMilliseconds()}" }));
    }

    [TestCase("CC")]
    [TestCase("cc")]
    [TestCase("BCC")]
    [TestCase("x-death")]
    [TestCase("x-delivery-count")]
    [TestCase("ponos-attempt")]
    [TestCase("Ponos-anything")]
    public async Task Headers_ThatAreNotForApplications_AreRefused(string name)
    {
        await using var ponos = await StartAsync();

        _ = await Assert.ThrowsAsync<ArgumentException>(() =>
            ponos.PublishAsync(new Packed("o1"), new PublishOptions { Headers = new Dictionary<string, string> { [name] = "x" } }));
        Assert.Throws<ArgumentException>(() => new PonosOptions().PropagateHeaders(name));
    }

    [Test]
    public async Task Headers_LargerThanLeavesRoom_AreRefused()
    {
        await using var ponos = await StartAsync();

        await ponos.PublishAsync(
            new Packed("o1"), new PublishOptions { Headers = new Dictionary<string, string> { ["big"] = new string('x', 48_000) } });
        var refused = await Assert.ThrowsAsync<PublishException>(() =>
            ponos.PublishAsync(
                new Packed("o1"), new PublishOptions { Headers = new Dictionary<string, string> { ["big"] = new string('x', 50_000) } }));

        Assert.That(refused!.Message, Does.Contain("49152"));
    }

    private Task Run(string what)
    {
        _ran.Enqueue(what);
        return Task.CompletedTask;
    }

    private Task<PonosHarness> StartAsync(Action<PonosBuilder>? configure = null) => PonosHarness.StartAsync(services =>
    {
        var builder = services.AddPonos("s", new HandlerCatalog(
            [], [new ContractDescriptor<Packed>(JobKind.Event, "order.packed"), new ContractDescriptor<Shape>(JobKind.Task, "shape.draw")]))
            .MapEvent("order.packed", (Packed job) => Run(job.Order))
            .MapTask("shape.draw", (Shape job) => Run(job is Circle circle ? $"circle of {circle.Radius}" : "?"));
        configure?.Invoke(builder);
    });

    private interface IOrdered
    {
        string Order { get; }
    }

    private sealed record Packed([property: StringLength(20)] string Order) : IOrdered;

    [JsonPolymorphic, JsonDerivedType(typeof(Circle), "circle")]
    internal abstract record Shape;

    internal sealed record Circle(int Radius) : Shape;

    internal sealed class Region : IDisposable
    {
        public int Number { get; private set; } = 1;

        public void Dispose() => Number = 0;
    }

    internal sealed class Regional(Region region) : IPublishFilter
    {
        public Task InvokeAsync(PublishContext context, PublishNext next)
        {
            context.Options = context.Options with { MessageId = $"region {region.Number}" };
            return next(context);
        }
    }

    internal sealed class Outer : IPublishFilter
    {
        public Task InvokeAsync(PublishContext context, PublishNext next)
        {
            context.Options = context.Options with { MessageId = "outer" };
            return next(context);
        }
    }

    internal sealed class Inner : IPublishFilter
    {
        public Task InvokeAsync(PublishContext context, PublishNext next)
        {
            context.Options = context.Options with { MessageId = context.Options.MessageId + " inner" };
            return context.Job switch
            {
                Packed { Order: "swallowed" } => Task.CompletedTask,
                Packed { Order: "refused" } => throw new InvalidOperationException("no"),
                _ => next(context),
            };
        }
    }
}
