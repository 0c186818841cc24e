using System.Collections.Frozen;
using System.Collections.ObjectModel;
using System.Net;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ponos.Contracts;
using Ponos.Core.Tests.Contracts.Sweeps;

namespace Ponos.Core.Tests.Contracts;

/// <summary>A type that would lose what is in it fails the start by name; one that can work starts.</summary>
public sealed class WorkableTypeTests
{
    [TestCase(typeof(HasInterface), "IThing", "[JsonDerivedType]")]
    [TestCase(typeof(HasAbstract), "AbstractThing", "[JsonDerivedType]")]
    [TestCase(typeof(HasListOfInterface), "IThing", "[JsonDerivedType]")]
    [TestCase(typeof(HasBigInteger), "System.Numerics.BigInteger", "JsonConverter")]
    [TestCase(typeof(HasTuple), "System.ValueTuple", "record")]
    [TestCase(typeof(HasTuples), "System.ValueTuple", "record")]
    [TestCase(typeof(HasGetOnlyList), "HasGetOnlyList.Lines", "init")]
    [TestCase(typeof(HasGetOnlyMap), "HasGetOnlyMap.Counts", "Populate")]
    [TestCase(typeof(HasGetOnlyObject), "HasGetOnlyObject.Inner", "init")]
    [TestCase(typeof(HasField), "HasField.Name", "[JsonInclude]")]
    [TestCase(typeof(HasPrivateSetter), "HasPrivateSetter.Name", "[JsonInclude]")]
    [TestCase(typeof(HasInternalInit), "HasInternalInit.Name", "[JsonInclude]")]
    [TestCase(typeof(InheritsPrivateSetter), "HasPrivateSetter.Name", "[JsonInclude]")]
    [TestCase(typeof(Has<IPAddress>), "System.Net.IPAddress", "JsonConverter")]
    [TestCase(typeof(Has<Type>), "Has`1.Value", "System.Type")]
    [TestCase(typeof(Has<Action>), "Has`1.Value", "System.Action")]
    [TestCase(typeof(Has<nint>), "Has`1.Value", "System.IntPtr")]
    [TestCase(typeof(Has<int[,]>), "Has`1.Value", "System.Int32[,]")]
    [TestCase(typeof(Has<Stream>), "System.IO.Stream", "abstract")]
    [TestCase(typeof(Has<Complex>), "System.Numerics.Complex", "JsonConverter")]
    [TestCase(typeof(Has<System.Text.Rune>), "System.Text.Rune", "JsonConverter")]
    [TestCase(typeof(Has<FrozenSet<int>>), "Has`1.Value", "list")]
    [TestCase(typeof(Has<ReadOnlyCollection<int>>), "Has`1.Value", "list")]
    [TestCase(typeof(Has<System.Collections.Concurrent.ConcurrentBag<int>>), "Has`1.Value", "list")]
    [TestCase(typeof(Has<System.Collections.BitArray>), "Has`1.Value", "list")]
    [TestCase(typeof(Has<ArraySegment<int>>), "Has`1.Value", "list")]
    [TestCase(typeof(Has<IAsyncEnumerable<int>>), "Has`1.Value", "list")]
    [TestCase(typeof(Has<Dictionary<byte[], int>>), "Has`1.Value", "System.Byte[]")]
    [TestCase(typeof(Has<Dictionary<object, int>>), "Has`1.Value", "System.Object")]
    [TestCase(typeof(Has<Dictionary<HasField, int>>), "Has`1.Value", "HasField")]
    [TestCase(typeof(Has<CancellationToken>), "System.Threading.CancellationToken", "JsonConverter")]
    [TestCase(typeof(Has<PriorityQueue<int, int>>), "System.Collections.Generic.PriorityQueue", "constructor|JsonConverter|read")]
    [TestCase(typeof(HasNoDiscriminator), "NoDiscriminator", "discriminator")]
    [TestCase(typeof(HasTwoConstructors), "HasTwoConstructors", "[JsonConstructor]")]
    [TestCase(typeof(WritesText), "WritesText.Value", "AllowReadingFromString")]
    public void Build_TypeThatCannotWork_FailsByName(Type type, string named, string remedy)
    {
        var exception = Assert.Catch<InvalidOperationException>(() => Build(type));

        Assert.That(exception!.Message, Does.Contain(named).And.Contains("a.task"));
        Assert.That(remedy.Split('|').Any(word => exception.Message.Contains(word, StringComparison.Ordinal)), Is.True, exception.Message);
    }

    [TestCase(typeof(HasTuple))]
    [TestCase(typeof(HasField))]
    public void Build_TypeThatCannotWorkWithASchemaOfItsOwn_FailsToo(Type type) =>
        Assert.Catch<InvalidOperationException>(() => Build(type, """{"type":"object"}"""));

    [TestCase(typeof(Tree))]
    [TestCase(typeof(Expression))]
    [TestCase(typeof(Group))]
    [TestCase(typeof(Defaults))]
    [TestCase(typeof(Derived))]
    [TestCase(typeof(Computed))]
    [TestCase(typeof(Filled))]
    [TestCase(typeof(Tupled))]
    [TestCase(typeof(IgnoresAll))]
    [TestCase(typeof(Has<object>))]
    [TestCase(typeof(Has<ReadOnlyMemory<int>>))]
    [TestCase(typeof(Has<IReadOnlyDictionary<Guid, List<Tree>>>))]
    [TestCase(typeof(Marker))]
    [TestCase(typeof(Dictionary<string, object?>))]
    [TestCase(typeof(JsonObject))]
    [TestCase(typeof(HasConstructorThatSets))]
    public void Build_TypeThatCanWork_Starts(Type type) => Assert.DoesNotThrow(() => Build(type));

    [Test]
    public void Build_SchemaOfItsOwn_NeedsNoAnnotationThatASchemaCanSay() =>
        Assert.DoesNotThrow(() => Build(typeof(RangeOfDates), """{"type":"object"}"""));

    [Test]
    public void Build_ReferencesPreserved_IsRefused()
    {
        var options = SystemTextJsonSerializer.CreateOptions();
        options.ReferenceHandler = ReferenceHandler.Preserve;

        Assert.That(() => SweptJob.Of(typeof(Tree), options), Throws.InnerException.Message.Contains("ReferenceHandler.Preserve"));
    }

    private static void Build(Type type, string? schema = null)
    {
        var descriptor = (ContractDescriptor)Activator.CreateInstance(
            typeof(ContractDescriptor<>).MakeGenericType(type), JobKind.Task, "a.task", null, schema)!;
        _ = ContractRegistry.Build(
            [descriptor], new JobJson(new SystemTextJsonSerializer(SystemTextJsonSerializer.CreateOptions()), new CompiledContracts()));
    }

    public interface IThing
    {
        int Size { get; }
    }

    public abstract record AbstractThing(int Size);

    public sealed record HasInterface(IThing Thing);

    public sealed record HasListOfInterface(List<IThing> Things);

    public sealed record HasAbstract(AbstractThing? Thing);

    public sealed record HasBigInteger(BigInteger Number);

    public sealed record HasTuple((int A, string B) Pair);

    public sealed record HasTuples(Dictionary<string, (int A, string B)> Pairs);

    public sealed record Has<T>(T Value);

    public sealed class HasGetOnlyList
    {
        public List<string> Lines { get; } = [];
    }

    public sealed class HasGetOnlyMap
    {
        public IDictionary<string, int> Counts { get; } = new Dictionary<string, int>();
    }

    public sealed class HasGetOnlyObject
    {
        public Inner Inner { get; } = new("a", 1);
    }

    public sealed class HasField
    {
        public string? Name;

        public int Size { get; set; }
    }

    public class HasPrivateSetter
    {
        public string? Name { get; private set; }

        public void Rename(string name) => Name = name;
    }

    public sealed class InheritsPrivateSetter : HasPrivateSetter
    {
        public int Size { get; set; }
    }

    public sealed class HasInternalInit
    {
        public string? Name { get; internal init; }
    }

    [JsonDerivedType(typeof(NoDiscriminatorOne))]
    public abstract record NoDiscriminator;

    public sealed record NoDiscriminatorOne : NoDiscriminator;

    public sealed record HasNoDiscriminator(NoDiscriminator Value);

    public sealed class HasTwoConstructors
    {
        public HasTwoConstructors(int size) => Size = size;

        public HasTwoConstructors(int size, int more) => Size = size + more;

        public int Size { get; }
    }

    public sealed record WritesText([property: JsonNumberHandling(JsonNumberHandling.WriteAsString)] int Value);

    public sealed class IgnoresAll
    {
        [JsonIgnore]
        public string? Field;

        [JsonIgnore]
        public (int A, int B) Pair { get; set; }

        [JsonIgnore]
        public Type? Type { get; set; }

        [JsonIgnore]
        public List<string> Lines { get; } = [];

        [JsonInclude]
        public string? Name { get; private set; }

        public const string Constant = "a";

        public static readonly string Shared = "a";

        internal string? Hidden = "a";
    }

    public sealed record Marker;

    public sealed class HasConstructorThatSets(List<string> lines, string name)
    {
        public List<string> Lines { get; } = lines;

        public string Name { get; private set; } = name;
    }

    public sealed record RangeOfDates(
        [property: System.ComponentModel.DataAnnotations.Range(typeof(DateTime), "2020-01-01", "2030-01-01")] DateTime Day);
}
