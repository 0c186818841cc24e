using Microsoft.Extensions.DependencyInjection;
using Ponos.Contracts;
using Ponos.Handlers;

namespace Ponos.Core.Tests.Hosting;

/// <summary>What a service says that it sends and receives.</summary>
public sealed class ServiceRolesTests
{
    private static readonly ContractKey Packed = new(JobKind.Event, "order.packed");

    private static readonly ContractDescriptor[] Contracts =
    [
        new ContractDescriptor<Job>(JobKind.Task, "order.pack"),
        new ContractDescriptor<Job>(JobKind.Event, "order.packed"),
        new ContractDescriptor<Job>(JobKind.Task, "schedule.put", "clock") { IsOffered = true },
    ];

    private static readonly HandlerCatalog Shared = new([], Contracts, published: []);

    [Test]
    public void Roles_OfACatalogMadeByHand_SendAllButWhatItOffers() =>
        Assert.That(RolesOf(new HandlerCatalog([], Contracts)), Is.EquivalentTo(new[] { "order.pack Sends", "order.packed Sends" }));

    /// <summary>As in an application with a source-generated context, which knows its own jobs and no library's.</summary>
    [TestCase(true), TestCase(false)]
    public async Task Start_TypeThatTheResolverDoesNotKnow_IsRefusedOnlyWhereItIsTheApplicationsOwn(bool isOffered)
    {
        var catalog = new HandlerCatalog(
            [], [new ContractDescriptor<Unknown>(JobKind.Task, "unknown.do", "other") { IsOffered = isOffered }]);
        Task<Ponos.Testing.PonosHarness> StartAsync() => Ponos.Testing.PonosHarness.StartAsync(services => services.AddPonos("s", catalog)
            .Configure(options => options.Json.TypeInfoResolver = System.Text.Json.Serialization.Metadata.JsonTypeInfoResolver.Combine())
            .MapTask("known.do", (Job _) => Task.CompletedTask));

        if (!isOffered)
        {
            Assert.That((await Assert.CatchAsync<InvalidOperationException>(StartAsync))!.Message, Does.Contain(nameof(Unknown)));
            return;
        }

        await using var ponos = await StartAsync();
        await ponos.SendForeignAsync("s", "known.do", "{}"u8.ToArray());
        await ponos.WhenIdleAsync();
        Assert.That(ponos.Settled, Has.Count.EqualTo(1));
    }

    [Test]
    public void Roles_OfContractsThatNothingUses_AreNone() => Assert.That(RolesOf(Shared), Is.Empty);

    [Test]
    public void Roles_OfSharedContracts_ComeFromPublishesAndHandlers()
    {
        var catalog = HandlerCatalog.Merge(new HandlerCatalog([], [], published: [Packed]), Shared);

        Assert.That(
            RolesOf(catalog, shop => shop.MapTask<Job>("order.pack", _ => Task.CompletedTask)),
            Is.EquivalentTo(new[] { "order.pack Receives", "order.packed Sends" }));
    }

    [Test]
    public void Roles_OfWhatALibraryOffers_AreSentByWhoeverPublishesIt()
    {
        var catalog = HandlerCatalog.Merge(new HandlerCatalog([], [], published: [new ContractKey(JobKind.Task, "schedule.put")]), Shared);

        Assert.That(RolesOf(catalog), Is.EquivalentTo(new[] { "schedule.put Sends" }));
    }

    [Test]
    public void Roles_WhereAPublishIsNotKnown_SendAllThatIsDeclared()
    {
        var catalog = HandlerCatalog.Merge(new HandlerCatalog([], [], published: [], publishesUnknown: true), Shared);

        Assert.That(RolesOf(catalog), Is.EquivalentTo(new[] { "order.pack Sends", "order.packed Sends" }));
    }

    [Test]
    public void Roles_OfAJobPublishedByTheNameOfAHandler_AreBoth() => Assert.That(
        RolesOf(new HandlerCatalog([], [], published: [Packed]), shop => shop.MapEvent<Job>("order.packed", _ => Task.CompletedTask)),
        Is.EquivalentTo(new[] { "order.packed Sends, Receives" }));

    [Test]
    public void Roles_OfATaskByTheNameOfAPublishedEvent_AreItsOwn() =>
        Assert.That(
            RolesOf(new HandlerCatalog([], [], published: [Packed]), shop => shop.MapTask<Job>("order.packed", _ => Task.CompletedTask)),
            Is.EquivalentTo(new[] { "order.packed Receives" }));

    [Test]
    public void Roles_OfWhatIsDeclaredByHand_Send() =>
        Assert.That(
            RolesOf(Shared, shop => shop.DeclareEvent("order.packed").DeclareTask("label.print")),
            Is.EquivalentTo(new[] { "order.packed Sends", "label.print Sends" }));

    [Test]
    public void Roles_OfAServiceThatPublishesErrors_SendThem() =>
        Assert.That(
            RolesOf(Shared, shop => shop.Services.Configure<PonosOptions>("shop", options => options.PublishErrors = true)),
            Has.One.EndsWith(" Sends"));

    private static IEnumerable<string> RolesOf(HandlerCatalog catalog, Action<PonosBuilder>? configure = null)
    {
        var services = new ServiceCollection();
        var shop = services.AddPonos("shop", catalog);
        configure?.Invoke(shop);
        using var provider = services.BuildServiceProvider();
        return [.. provider.DescribePonosServices().Single().Jobs.Select(job => $"{job.Name} {job.Roles}")];
    }

    private sealed record Unknown(int A);
}
