using Ponos.Contracts;
using Ponos.Generators.Tests.Support;
using Ponos.Handlers;

namespace Ponos.Generators.Tests;

public sealed class PublishedJobsTests
{
    private const string Records =
        """
        [Task("a.do")] public sealed record Do(string Name);
        [Event("a.done")] public record Done(string Name);
        public sealed record VeryDone(string Name) : Done(Name);
        public static class Names { public const string Do = "a.do"; public static readonly string Late = "a.do"; }
        """;

    private static readonly ContractKey Do = new(JobKind.Task, "a.do");
    private static readonly ContractKey Done = new(JobKind.Event, "a.done");

    [Test]
    public void Create_NothingPublished_SaysSo()
    {
        var catalog = CatalogOf("await Task.Yield();");

        Assert.That(catalog.Contracts, Has.Count.EqualTo(2));
        Assert.That(catalog.Published, Is.Empty);
        Assert.That(catalog.PublishesUnknown, Is.False);
    }

    [TestCase("await publisher.PublishAsync(new Do(\"x\"));")]
    [TestCase("await publisher.PublishAsync(new Do(\"x\"), new PublishOptions());")]
    [TestCase("await publisher.PublishAsync<Do>(new(\"x\"), CancellationToken.None);")]
    [TestCase("await (publisher?.PublishAsync(new Do(\"x\")) ?? Task.CompletedTask);")]
    [TestCase("await publisher.PublishManyAsync(new List<Do>());")]
    [TestCase("await PublisherExtensions.PublishManyAsync(publisher, new Do[1]);")]
    [TestCase("Func<Do, CancellationToken, Task> publish = publisher.PublishAsync; await publish(new(\"x\"), default);")]
    [TestCase("await publisher.PublishTaskAsync(\"a.do\", new { });")]
    [TestCase("await publisher.PublishTaskAsync(Names.Do, new { }, CancellationToken.None);")]
    [TestCase("await publisher.PublishTaskAsync(job: new { }, name: $\"a.{\"do\"}\");")]
    [TestCase("await own.PublishAsync(new Do(\"x\"));")]
    public void Create_JobPublished_IsKnown(string publish)
    {
        var catalog = CatalogOf(publish);

        Assert.That(catalog.Published, Is.EqualTo(new[] { Do }));
        Assert.That(catalog.PublishesUnknown, Is.False);
    }

    [Test]
    public void Create_SeveralPublishes_AreEachNamedOnce()
    {
        var catalog = CatalogOf(
            """
            await publisher.PublishAsync(new Do("x"));
            await publisher.PublishEventAsync("a.done", new { });
            await publisher.PublishEventAsync("of.another", new { });
            await publisher.PublishAsync<Done>(new VeryDone("x"));
            await publisher.PublishTaskAsync("a.do", new { });
            """);

        Assert.That(catalog.Published, Is.EqualTo(new[] { Done, new ContractKey(JobKind.Event, "of.another"), Do }));
        Assert.That(catalog.PublishesUnknown, Is.False);
    }

    [TestCase("await publisher.PublishAsync<object>(new Do(\"x\"));")]
    [TestCase("await publisher.PublishAsync(new VeryDone(\"x\"));")]
    [TestCase("await publisher.PublishAsync((IEquatable<Do>)new Do(\"x\"));")]
    [TestCase("await publisher.PublishManyAsync(new object[1]);")]
    [TestCase("await Any(new Do(\"x\")); Task Any<T>(T job) where T : notnull => publisher.PublishAsync(job);")]
    [TestCase("await publisher.PublishTaskAsync(Names.Late, new { });")]
    [TestCase("await publisher.PublishTaskAsync(\"a.do\", (dynamic)new Do(\"x\"), new PublishOptions());")]
    [TestCase("await publisher.PublishAsync((dynamic)new Do(\"x\"));")]
    [TestCase(
        "Func<string, object, PublishOptions?, CancellationToken, Task> publish = publisher.PublishTaskAsync; "
        + "await publish(\"a.do\", new Do(\"x\"), null, default);")]
    public void Create_PublishWhoseJobIsNotKnown_SaysSo(string publish)
    {
        var catalog = CatalogOf(publish);

        Assert.That(catalog.Published, Is.Empty);
        Assert.That(catalog.PublishesUnknown);
    }

    [TestCase("await other.PublishAsync(new Do(\"x\"));")]
    [TestCase("_ = nameof(publisher.PublishTaskAsync); await Task.Yield();")]
    [TestCase("_ = publisher.Validate(new Do(\"x\")); await Task.Yield();")]
    public void Create_WhatPublishesNothing_IsNotCounted(string statement)
    {
        var catalog = CatalogOf(statement);

        Assert.That(catalog.Published, Is.Empty);
        Assert.That(catalog.PublishesUnknown, Is.False);
    }

    [TestCase("await publisher.PublishTaskAsync(\"a.do\", new { });", false)]
    [TestCase("await publisher.PublishAsync<object>(new { });", true)]
    public void Create_LibraryThatOnlyPublishes_TellsThoseThatReferenceIt(string publish, bool unknown)
    {
        var library = new SampleProject("Courier", CodeOf(publish)).Compile();
        var host = new SampleProject("Host", Records).Referencing(library).Compile();

        Assert.That(host.Complaints, Is.Empty);
        Assert.That(host.AddPonosSource, Does.Contain("global::Ponos.Generated.Courier.Catalog.Create()"));
        Assert.That(library.CreateCatalog().PublishesUnknown, Is.EqualTo(unknown));
    }

    [Test]
    public void Create_SharedContractOfALibrary_IsPublishedByTheProjectThatDoes()
    {
        var shared = new SampleProject("Shared", Records).Compile();
        var sender = new SampleProject("Sender", CodeOf("await publisher.PublishAsync(new Do(\"x\"));")).Referencing(shared).Compile();

        var catalog = CompiledProject.CreateCatalog(sender.Load(shared));

        Assert.That(shared.CreateCatalog().Published, Is.Empty);
        Assert.That(catalog.Contracts, Is.Empty);
        Assert.That(catalog.Published, Is.EqualTo(new[] { Do }));
    }

    [Test]
    public void Merge_OfCatalogs_PublishesWhatEachDoes()
    {
        var merged = HandlerCatalog.Merge(
            CatalogOf("await publisher.PublishAsync(new Do(\"x\"));"),
            CatalogOf("await publisher.PublishAsync(new Do(\"x\")); await publisher.PublishAsync<Done>(new(\"x\"));"),
            CatalogOf("await publisher.PublishAsync<object>(new { });")).For("s");

        Assert.That(merged.Published, Is.EquivalentTo(new[] { Do, Done }));
        Assert.That(merged.PublishesUnknown);
    }

    [Test]
    public void Published_OfACatalogMadeByHand_AreAllContractsButThoseItOffers()
    {
        var catalog = new HandlerCatalog(
            [],
            [new ContractDescriptor<Job>(JobKind.Task, "a.do"), new ContractDescriptor<Job>(JobKind.Task, "offered") { IsOffered = true }]);

        Assert.That(catalog.Published, Is.EqualTo(new[] { Do }));
        Assert.That(catalog.PublishesUnknown, Is.False);
    }

    private static HandlerCatalog CatalogOf(string statements) =>
        new SampleProject("Sample", Records, CodeOf(statements)).Compile().CreateCatalog();

    private static string CodeOf(string statements) =>
        $$"""
        public static class Code
        {
            public static async Task RunAsync(IPublisher publisher, IOwn own, IOther other)
            {
                {{statements}}
            }

            public interface IOwn : IPublisher;

            public interface IOther { Task PublishAsync<T>(T job); }
        }
        """;
}
