using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;
using Ponos.Testing;

namespace Ponos.Core.Tests.Publishing;

/// <summary>Events whose contract is a pattern and whose names are known only when they are published.</summary>
public sealed class PatternEventTests
{
    private const string Schema = """{"type":"object","required":["item"],"properties":{"item":{"type":"string"}}}""";

    private static readonly JsonElement Nail = JsonDocument.Parse("""{"item":"nail"}""").RootElement;

    private PonosHarness _ponos = null!;

    [SetUp]
    public async Task StartAsync() => _ponos = await PonosHarness.StartAsync(services =>
    {
        services.AddPonos("stock", HandlerCatalog.Empty).DeclareEvent("stock.*.gone", Schema).DeclareEvent("stock.screw.gone");
        services.AddPonos("orders", HandlerCatalog.Empty)
            .MapEvent("stock.nail.gone", (Job _) => Task.CompletedTask)
            .MapEvent("stock.#", (Job _) => Task.CompletedTask);
    });

    [TearDown]
    public async Task StopAsync() => await _ponos.DisposeAsync();

    [Test]
    public async Task PublishEventAsync_NameOfAPattern_ReachesThoseWhoListenByNameAndByPattern()
    {
        await _ponos.PublishEventAsync("stock.nail.gone", Nail);
        await _ponos.PublishEventAsync("stock.nail.gone", Nail);
        await _ponos.PublishEventAsync("stock.bolt.gone", Nail);
        await _ponos.WhenIdleAsync();

        Assert.That(_ponos.Published.Select(job => (job.Name, job.Destination)), Is.EqualTo(new[]
        {
            ("stock.nail.gone", "stock.nail.gone"), ("stock.nail.gone", "stock.nail.gone"), ("stock.bolt.gone", "stock.bolt.gone"),
        }));
        Assert.That(
            _ponos.Settled.Where(job => job.Queue == "orders.stock.nail.gone").Select(job => job.Name),
            Is.EqualTo(new[] { "stock.nail.gone", "stock.nail.gone" }));
        Assert.That(
            _ponos.Settled.Where(job => job.Queue == "orders.stock.#").Select(job => job.Name),
            Is.EquivalentTo(new[] { "stock.nail.gone", "stock.nail.gone", "stock.bolt.gone" }));
    }

    [Test]
    public async Task PublishEventAsync_JobThatBreaksThePatternsContract_IsRefused()
    {
        var broken = JsonDocument.Parse("{}").RootElement;

        var refused = await Assert.ThrowsAsync<InvalidJobException>(() => _ponos.PublishEventAsync("stock.nail.gone", broken));

        Assert.That(refused!.JobName, Is.EqualTo("stock.nail.gone"));
        // An event's own contract wins over the pattern's.
        await Assert.ThatAsync(() => _ponos.PublishEventAsync("stock.screw.gone", broken), Throws.Nothing);
    }

    [TestCase("stock.nail.found", TestName = "a name that matches no pattern")]
    [TestCase("stock.*.gone", TestName = "the pattern itself")]
    [TestCase("stock.na il.gone", TestName = "what is no name")]
    public async Task PublishEventAsync_NotOfThePattern_IsUndeclared(string name) =>
        await Assert.ThatAsync(() => Publisher("stock").PublishEventAsync(name, Nail), Throws.TypeOf<UndeclaredJobException>());

    [Test]
    public async Task PublishEventAsync_NameThatIsOnlyListenedToByAPattern_IsUndeclared() =>
        await Assert.ThatAsync(
            () => Publisher("orders").PublishEventAsync("stock.bolt.gone", Nail), Throws.TypeOf<UndeclaredJobException>());

    private IPublisher Publisher(string service) => _ponos.Services.GetRequiredKeyedService<IPublisher>(service);
}
