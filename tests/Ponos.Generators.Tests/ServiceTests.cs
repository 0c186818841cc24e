using Ponos.Generators.Tests.Support;
using Ponos.Handlers;

namespace Ponos.Generators.Tests;

/// <summary>Handlers that are assigned to a service, and what handlers need.</summary>
public sealed class ServiceTests
{
    private const string TwoServices =
        """
        [Service("images")] public sealed class ImageWorkers(ICloneable store)
        {
            [Task("a")] public Task One(Job job, ICloneable clone, [FromKeyedServices("fine")] ICloneable fine, ICloneable? perhaps, CancellationToken cancellationToken) => Task.CompletedTask;
            [OnDead("a")] public static Task OnDead(Job job) => Task.CompletedTask;
        }
        [Service("metrics")] public static class MetricWorkers { [Task("a")] public static Task One(Job job) => Task.CompletedTask; }
        public static class Workers { [Event("b")] public static Task One(Job job) => Task.CompletedTask; }
        """;

    [Test]
    public void Create_ClassesOfServices_ArePartOfTheirServicesAlone()
    {
        SampleProject.Of(TwoServices).AssertReportsNothing();
        var catalog = SampleProject.Of(TwoServices).Compile().CreateCatalog();

        Assert.That(Names(catalog.For("images")), Is.EquivalentTo(new[] { "ImageWorkers.One", "Workers.One" }));
        Assert.That(Names(catalog.For("metrics")), Is.EquivalentTo(new[] { "MetricWorkers.One", "Workers.One" }));
        Assert.That(Names(catalog.For("other")), Is.EquivalentTo(new[] { "Workers.One" }));
        Assert.That(catalog.For("images").FinalHandlers, Has.Count.EqualTo(1));
        Assert.That(catalog.For("metrics").FinalHandlers, Is.Empty);
    }

    [Test]
    public void Create_Handlers_SayWhatTheyNeed()
    {
        var catalog = SampleProject.Of(TwoServices).Compile().CreateCatalog();

        var handler = catalog.Handlers.Single(one => one.HandlerName == "ImageWorkers.One");
        Assert.That(handler.Dependencies.Select(one => one.Type.Name), Is.EqualTo(new[] { "ImageWorkers", "ICloneable", "ICloneable" }));
        Assert.That(handler.Dependencies[2], Is.EqualTo(new HandlerDependency(typeof(ICloneable), "fine")));
        Assert.That(catalog.Handlers.Single(one => one.HandlerName == "Workers.One").Dependencies, Is.Empty);
    }

    [Test]
    public void DuplicateHandler_OneOfThemForEveryService_IsReported() =>
        SampleProject.Of(
            """
            [Service("images")] public static class ImageWorkers { [Task("a")] public static Task One(Job job) => Task.CompletedTask; }
            public static class Workers { [Task("a")] public static Task One(Job job) => Task.CompletedTask; }
            """).AssertReports("PONOS001", "'a'", "ImageWorkers.One", "Workers.One");

    [Test]
    public void BadName_OfAService_IsReported() =>
        SampleProject.Of(
            "[Service(\"my images\")] public static class Workers { [Task(\"a\")] public static Task One(Job job) => Task.CompletedTask; }")
            .AssertReports("PONOS002", "'my images'", "service's name");

    [Test]
    public void WithoutEffect_ServiceOnAClassWithoutHandlers_IsReported() =>
        SampleProject.Of("[Service(\"images\")] public static class Workers { public static Task One(Job job) => Task.CompletedTask; }")
            .AssertReports("PONOS010", "[Service]", "'Workers'");

    private static IEnumerable<string> Names(HandlerCatalog catalog) => catalog.Handlers.Select(handler => handler.HandlerName);
}
