using Examples.Images;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Commands.Recording;
using Ponos.Handlers;
using Ponos.Testing;

namespace Ponos.Commands.Tests;

public sealed class ContractSnapshotTests
{
    private const string Order = """{"type":"object","required":["order"],"properties":{"order":{"type":"string"}}}""";
    private const string LongOrder = """{"type":"object","required":["order"],"properties":{"order":{"type":"string","minLength":8}}}""";
    private const string OrderWithNote =
        """{"type":"object","required":["order"],"properties":{"order":{"type":"string"},"note":{"type":"string"}}}""";

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("ponos-contracts-");

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    // snippet: contract-snapshot
    [Test]
    public void Contracts_OfImages_AreAsRecorded() => ContractSnapshot.Check(services => services.AddImages(), "examples/Images/contracts");
    // end-snippet

    [Test]
    public void Check_OfContractsAsRecorded_Passes()
    {
        Record(shop => shop.MapTask<Job>("order.pack", Nothing, schema: Order).MapEvent<Job>("stock.*.gone", Nothing));

        Assert.DoesNotThrow(
            () => Check(shop => shop.MapTask<Job>("order.pack", Nothing, schema: Order).MapEvent<Job>("stock.*.gone", Nothing)));
    }

    [Test]
    public void Check_OfAReceiverThatDemandsMore_NamesContractPlaceAndWhomItBreaks()
    {
        Record(shop => shop.MapTask<Job>("order.pack", Nothing, schema: Order));

        var exception = Assert.Throws<ContractSnapshotException>(
            () => Check(shop => shop.MapTask<Job>("order.pack", Nothing, schema: LongOrder)))!;

        Assert.That(exception.IsBreaking);
        Assert.That(
            exception.Message, Does.Contain("shop: task 'order.pack' /properties/order [minLength] breaks producers of the old contract"));
    }

    [Test]
    public void Check_OfASenderThatPromisesMore_IsCompatible()
    {
        Record(shop => shop.DeclareTask("order.pack", Order, "packing"));

        var exception = Assert.Throws<ContractSnapshotException>(
            () => Check(shop => shop.DeclareTask("order.pack", LongOrder, "packing")))!;

        Assert.That(exception.IsBreaking, Is.False);
        Assert.That(exception.Message, Does.Contain("compatible").And.Contain($"dotnet run -- contracts {_folder.FullName}"));
    }

    [Test]
    public void Check_OfASenderThatPromisesLess_Breaks()
    {
        Record(shop => shop.DeclareEvent("order.packed", LongOrder));

        var exception = Assert.Throws<ContractSnapshotException>(() => Check(shop => shop.DeclareEvent("order.packed", Order)))!;

        Assert.That(exception.IsBreaking);
        Assert.That(
            exception.Message, Does.Contain("event 'order.packed' /properties/order [minLength] breaks consumers of the old contract"));
    }

    [Test]
    public void Check_OfANewOptionalProperty_AsksToRecordIt()
    {
        Record(shop => shop.MapTask<Job>("order.pack", Nothing, schema: Order));

        var exception = Assert.Throws<ContractSnapshotException>(
            () => Check(shop => shop.MapTask<Job>("order.pack", Nothing, schema: OrderWithNote)))!;

        Assert.That(exception.IsBreaking, Is.False);
        Assert.That(exception.Message, Does.Contain("/properties/note [properties] breaks nobody"));
    }

    [Test]
    public void Check_OfATaskWithoutItsHandler_BreaksItsProducers()
    {
        Record(shop => shop.MapTask<Job>("order.pack", Nothing)
            .MapEvent<Job>("order.packed", Nothing)
            .DeclareEvent("order.billed")
            .DeclareTask("order.send"));

        var exception = Assert.Throws<ContractSnapshotException>(() => Check(shop => shop))!;

        Assert.That(exception.IsBreaking);
        Assert.That(
            exception.Message,
            Does.Contain("task 'order.pack' is handled no longer").And.Contain("event 'order.billed' is sent no longer"));
        Assert.That(
            exception.Message,
            Does.Contain("event 'order.packed' is no longer listened to").And.Contain("task 'order.send' is no longer sent"));
    }

    [Test]
    public void Check_OfANewContract_AsksToRecordIt()
    {
        Record(shop => shop);

        var exception = Assert.Throws<ContractSnapshotException>(() => Check(shop => shop.DeclareEvent("order.packed")))!;

        Assert.That(exception.IsBreaking, Is.False);
        Assert.That(exception.Message, Does.Contain("event 'order.packed' is new."));
    }

    [Test]
    public void Check_WithoutAFolder_SaysHowToRecord()
    {
        var exception = Assert.Throws<ContractSnapshotException>(
            () => ContractSnapshot.Check(services => services.AddImages(), "no-such-folder"))!;

        Assert.That(exception.Message, Does.Contain("no-such-folder").And.Contain("dotnet run -- contracts"));
    }

    [Test]
    public void Record_OfSeveralServices_GivesEachAFolder()
    {
        void Add(IServiceCollection services)
        {
            services.AddPonos("shop", HandlerCatalog.Empty).DeclareEvent("same").MapTask<Job>("same", Nothing);
            services.AddPonos("till", HandlerCatalog.Empty).MapEvent<Job>("same", Nothing);
        }

        Record(Add);

        Assert.That(
            _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.FullName, file.FullName)),
            Is.EquivalentTo(new[]
            {
                Path.Combine("shop", "same.schema.json"),
                Path.Combine("shop", "same+event.schema.json"),
                Path.Combine("till", "same.schema.json"),
            }));
        Assert.DoesNotThrow(() => ContractSnapshot.Check(Add, _folder.FullName));
    }

    [Test]
    public void Record_OfFewerContracts_RemovesTheFilesOfTheOthers()
    {
        Record(shop => shop.DeclareEvent("one").DeclareEvent("two"));
        File.WriteAllText(Path.Combine(_folder.FullName, "foreign.schema.json"), "{}");

        Record(shop => shop.DeclareEvent("two"));

        Assert.That(
            _folder.EnumerateFiles().Select(file => file.Name), Is.EquivalentTo(new[] { "two.schema.json", "foreign.schema.json" }));
    }

    private static Task Nothing(Job job) => Task.CompletedTask;

    private void Check(Func<PonosBuilder, PonosBuilder> shop) =>
        ContractSnapshot.Check(services => shop(services.AddPonos("shop", HandlerCatalog.Empty)), _folder.FullName);

    private void Record(Func<PonosBuilder, PonosBuilder> shop) =>
        Record(services => { _ = shop(services.AddPonos("shop", HandlerCatalog.Empty)); });

    private void Record(Action<IServiceCollection> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        configure(builder.Services);
        using var host = builder.Build();
        var services = host.Services.DescribePonosServices();
        new ContractFolder(_folder.FullName).Write(RecordedContract.Of(services), [.. services.Select(service => service.Name)]);
    }
}
