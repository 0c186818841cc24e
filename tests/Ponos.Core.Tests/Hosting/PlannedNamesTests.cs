using Microsoft.Extensions.DependencyInjection;
using Ponos.Core.Tests.Support;
using Ponos.Handlers;

namespace Ponos.Core.Tests.Hosting;

/// <summary>No two jobs of a process share a queue, and none has a name of the broker or of Ponos.</summary>
public sealed class PlannedNamesTests
{
    [Test]
    public void Plan_TaskAndEventOfOneName_NamesBothOwners() => AssertRefused(
        services => services.AddShop().MapTask<Job>("order.pack", Handle).MapEvent<Job>("order.pack", Handle),
        "'shop.order.pack'", "task 'order.pack' of the service 'shop'", "event 'order.pack' of the service 'shop'");

    [TestCase("order.pack.dead", "dead jobs")]
    [TestCase("order.pack.invalid", "invalid jobs")]
    public void Plan_TaskNamedAsACompanionOfAnother_NamesBothOwners(string name, string holds) => AssertRefused(
        services => services.AddShop().MapTask<Job>("order.pack", Handle).MapTask<Job>(name, Handle),
        $"'shop.{name}'", holds, "task 'order.pack'", $"task '{name}'");

    [Test]
    public void Plan_TwoServicesWithOneQueue_NamesBothOwners() => AssertRefused(
        services =>
        {
            services.AddShop().MapTask<Job>("order.pack", Handle);
            services.AddPonos("shop.order", HandlerCatalog.Empty).MapTask<Job>("pack", Handle);
        },
        "'shop.order.pack'", "of the service 'shop' ", "of the service 'shop.order'");

    [Test]
    public void Plan_TaskPublishedToAnothersQueue_NamesBothOwners() => AssertRefused(
        services => services.AddShop().MapTask<Job>("order.pack", Handle).DeclareTask("pack", service: "shop.order"),
        "'shop.order.pack'", "published here");

    [Test]
    public void Plan_TaskPublishedIntoTheQueueOfAnEvent_NamesBothOwners() => AssertRefused(
        services => services.AddShop().MapEvent<Job>("order.packed", Handle).DeclareTask("order.packed"),
        "'shop.order.packed'", "published here");

    [TestCase("amq.topic")]
    [TestCase("ponos.events")]
    [TestCase("ponos")]
    public void Plan_EventWithANameOfTheBrokerOrOfPonos_IsRefused(string name)
    {
        AssertRefused(services => services.AddShop().DeclareEvent(name), $"'{name}'", "'amq'", "'ponos'");
        AssertRefused(services => services.AddShop().MapEvent<Job>(name, Handle), $"'{name}'", "'amq'", "'ponos'");
    }

    [TestCase("amq")]
    [TestCase("ponos.delay")]
    public void AddPonos_ServiceWithANameOfTheBrokerOrOfPonos_IsRefused(string name) => Assert.That(
        () => new ServiceCollection().AddPonos(name, HandlerCatalog.Empty),
        Throws.ArgumentException.With.Message.Contains($"'{name}'").And.Message.Contains("'ponos'"));

    [TestCase("shop")]
    [TestCase("shop.delay")]
    [TestCase("order.placed")]
    public void Plan_DelayPrefixWithinNamesOfTheService_IsRefused(string prefix) => AssertRefused(
        services =>
        {
            services.AddShop().MapEvent<Job>("order.placed.early", Handle);
            services.Configure<PonosOptions>("shop", options => options.DelayPrefix = prefix);
        },
        $"'{prefix}'", "DelayPrefix");

    [Test]
    public void Plan_NamesThatAreTooLongTogether_AreRefused() => AssertRefused(
        services =>
        {
            services.AddShop();
            services.AddPonos(new string('s', 120), HandlerCatalog.Empty)
                .MapEvent<Job>(new string('e', 120), Handle, new HandlerSettings { Broadcast = true });
        },
        "285 characters", "255");

    [Test]
    public void Plan_NamesThatOnlyLookAlike_AreTaken() => Assert.That(
        () => PlannedService.Of(services =>
        {
            services.AddShop()
                .MapTask<Job>("order.pack", Handle)
                .MapTask<Job>("order.pack.later", Handle)
                .MapTask<Job>("amq.order", Handle)
                .MapTask<Job>("Order.Pack", Handle)
                .MapEvent<Job>("order.*", Handle)
                .MapEvent<Job>("order.packed", Handle)
                .DeclareTask("order.pack")
                .DeclareTask("order.pack", service: "store")
                .DeclareEvent("order.packed")
                .DeclareEvent("order.pack");
            services.AddPonos("store", HandlerCatalog.Empty).MapTask<Job>("order.pack", Handle).MapEvent<Job>("order.packed", Handle);
        }),
        Throws.Nothing);

    private static Task Handle(Job job) => Task.CompletedTask;

    private static void AssertRefused(Action<IServiceCollection> configure, params string[] words)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => PlannedService.Of(configure));
        foreach (var word in words)
        {
            Assert.That(exception!.Message, Does.Contain(word));
        }
    }
}
