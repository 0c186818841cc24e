using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ponos.Core.Tests.Contracts.Sweeps;

/// <summary>Jobs of many shapes, as teams write them. Generic ones are filled with every scalar type.</summary>
internal static class SweepShapes
{
    /// <summary>Under settings that make a difference to single values: each of them in each place.</summary>
    public static IEnumerable<Type> All { get; } =
    [
        .. Composed,
        .. RandomValues.Scalars.Select(type => typeof(Held<>).MakeGenericType(type)),
        .. RandomValues.Scalars.Select(type => typeof(Settable<>).MakeGenericType(type)),
        .. RandomValues.Scalars.Where(type => type.IsValueType).Select(type => typeof(Perhaps<>).MakeGenericType(type)),
        .. KeyTypes.Select(type => typeof(Keyed<>).MakeGenericType(type)),
    ];

    /// <summary>Types that teams compose of values.</summary>
    public static IEnumerable<Type> Composed =>
    [
        typeof(Held<string>), typeof(Settable<Uri>), typeof(Perhaps<decimal>), typeof(Keyed<NamedAccess>), typeof(Keyed<Level>),
        typeof(NullTexts), typeof(Nested), typeof(Tree), typeof(Chain), typeof(Shape), typeof(Expression), typeof(Zoo), typeof(Enums),
        typeof(Collections), typeof(Immutables), typeof(LeavesOut), typeof(LeavesOutNeeded), typeof(Numbers), typeof(ReadingOnly),
        typeof(Renamed), typeof(WithExtras), typeof(Derived), typeof(Structs), typeof(Fields), typeof(Filled), typeof(ReadOnlyStruct),
        typeof(Defaults), typeof(Inventory), typeof(Crossed), typeof(Computed), typeof(Converted), typeof(Closed), typeof(NumberedShape),
        typeof(Obliviously), typeof(Ordered), typeof(Tupled), typeof(Dictionary<string, Shape>), typeof(SortedDictionary<int, string?>),
    ];

    public static IEnumerable<Type> KeyTypes =>
    [
        .. RandomValues.Scalars.Where(type => !(type.Namespace!.StartsWith("System.Text.Json", StringComparison.Ordinal)
            || type == typeof(object)
            || type == typeof(byte[])
            || type.Name.Contains("Memory", StringComparison.Ordinal))),
        typeof(Level), typeof(Named), typeof(Access), typeof(NamedAccess), typeof(Odd),
    ];

    /// <summary>Ways in which an application may set the serializer.</summary>
    public static IEnumerable<(string Name, Action<JsonSerializerOptions> Set)> Settings { get; } =
    [
        ("as they are", _ => { }),
        ("null left out", options => options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull),
        ("defaults left out", options => options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault),
        ("snake case", options =>
        {
            options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.DictionaryKeyPolicy = JsonNamingPolicy.CamelCase;
            options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        }),
        ("numbers as text", options => options.NumberHandling = JsonNumberHandling.WriteAsString
            | JsonNumberHandling.AllowReadingFromString
            | JsonNumberHandling.AllowNamedFloatingPointLiterals),
        ("own names and fields", options =>
        {
            options.PropertyNamingPolicy = null;
            options.IncludeFields = true;
            options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        }),
        ("no more than is known", options => options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow),
        ("nulls and parameters not respected", options =>
        {
            options.RespectNullableAnnotations = false;
            options.RespectRequiredConstructorParameters = false;
        }),
    ];
}

public enum Level
{
    Low,
    High = 9,
}

[JsonConverter(typeof(JsonStringEnumConverter<Named>))]
public enum Named
{
    First,
    [JsonStringEnumMemberName("the.second|one")]
    Second,
}

[Flags]
public enum Access
{
    Read = 1,
    Write = 2,
    Run = 4,
}

[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<NamedAccess>))]
public enum NamedAccess : long
{
    Read = 1,
    Write = 2,
    Run = 4,
    All = 7,
}

public enum Odd : ulong
{
    Most = ulong.MaxValue,
    None = 0,
}

public sealed record Held<T>(T One, List<T> Many, T[] Array, Dictionary<string, T> ByName, IReadOnlyList<IReadOnlyList<T>> Rows);

public sealed class Settable<T>
{
    public T? One { get; set; }

    public IEnumerable<T?> Many { get; init; } = [];

    public required IReadOnlyDictionary<string, T?[]> ByName { get; set; }
}

public sealed record Perhaps<T>(T? One, List<T?> Many, Dictionary<string, T?>? ByName, T? Later = null)
    where T : struct;

public sealed record Keyed<T>(Dictionary<T, int> Counts, IReadOnlyDictionary<T, string?>? Names)
    where T : notnull;

public sealed record NullTexts(
    List<string?> List,
    Dictionary<string, string?> Map,
    string?[] Array,
    string?[]?[]? Deep,
    IReadOnlyDictionary<string, List<string?>?> Mixed);

public sealed record Nested(Inner First, Inner? Second, List<Inner> List, Dictionary<string, Inner?> Map, Inner?[] Array);

public sealed record Inner(string Name, int? Count);

public sealed record Tree(string Name, List<Tree>? Children, Dictionary<string, Tree?>? ByName = null);

public sealed record Chain(Link? Link);

public sealed record Link(Chain? Next, Chain? Other);

[JsonDerivedType(typeof(Circle), "circle")]
[JsonDerivedType(typeof(Group), "group")]
public abstract record Shape(string Label);

public sealed record Circle(string Label, double Radius) : Shape(Label);

public sealed record Group(string Label, List<Shape> Members, Shape? Frame) : Shape(Label);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Sum), 1)]
[JsonDerivedType(typeof(Literal), 2)]
public interface IExpression;

public sealed record Sum(IExpression Left, IExpression? Right) : IExpression;

public sealed record Literal(decimal Value) : IExpression;

public sealed record Expression(Literal Root, List<Literal> Others);

[JsonDerivedType(typeof(Dog), "dog")]
[JsonDerivedType(typeof(Cat))]
public record Animal(string Name);

public sealed record Dog(string Name, bool Barks) : Animal(Name);

public sealed record Cat(string Name) : Animal(Name);

public sealed record Zoo(Animal Star, Animal? Second, List<Animal> All, Dictionary<Level, Dog> Dogs);

public sealed record Enums(
    Level Level,
    Level? Perhaps,
    Named Named,
    Named? PerhapsNamed,
    Access Access,
    NamedAccess NamedAccess,
    Odd Odd,
    List<NamedAccess?> List,
    [property: JsonConverter(typeof(JsonStringEnumConverter<Level>))] Level ByName,
    [property: JsonConverter(typeof(JsonStringEnumConverter<Level>))] Level? PerhapsByName);

public sealed record Collections(
    IEnumerable<int> A,
    ICollection<string?> B,
    IList<int?> C,
    IReadOnlyCollection<Guid> D,
    ISet<int> E,
    HashSet<string> F,
    Queue<int> G,
    LinkedList<string> H,
    SortedSet<int> I,
    IDictionary<string, int> J,
    SortedDictionary<int, string> K,
    ConcurrentDictionary<string, int> L,
    ObservableCollection<Inner> M, Collection<int> N, int[][] O, List<KeyValuePair<string, int?>> P, ConcurrentQueue<int> Q);

public sealed record Immutables(
    ImmutableArray<int> A,
    ImmutableList<string?> B,
    ImmutableDictionary<string, int> C,
    ImmutableHashSet<int> D,
    ImmutableQueue<Inner> E,
    ImmutableSortedSet<int> F);

public sealed record LeavesOut(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Count,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Inner? Inner,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Always,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Number);

public sealed class LeavesOutNeeded
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Text { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public required Level Level { get; set; }

    public required string? Given { get; set; }
}

[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
public sealed record Numbers(int A, List<long> B, Dictionary<string, decimal?> C, double D, Half E, Int128 F, float? G, byte H, ulong I)
{
    [JsonNumberHandling(JsonNumberHandling.Strict)]
    public int Plain { get; init; }
}

public sealed record ReadingOnly(
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int A,
    [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double B);

public sealed record Renamed(
    [property: JsonPropertyName("a/b~c.d[0]")] string A,
    [property: JsonPropertyName("")] int B,
    [property: JsonPropertyName("ä \"☃\"")] Inner C);

public sealed record WithExtras(string Name)
{
    [JsonExtensionData]
    public Dictionary<string, object?>? Extras { get; set; }
}

public class Base
{
    public string? Name { get; set; }

    public virtual int Size { get; set; }
}

public sealed class Derived : Base
{
    public override int Size { get; set; }

    public new string Name { get; set; } = "";
}

public record struct Point(int X, int? Y);

public readonly record struct ReadOnlyPoint(int X, string? Y);

public struct MutablePoint
{
    public int X { get; set; }

    public string? Y { get; set; }
}

public sealed record Structs(
    Point A, Point? B, List<Point> C, ReadOnlyPoint D, ReadOnlyPoint?[] E, MutablePoint F, Dictionary<string, MutablePoint?> G);

public readonly record struct ReadOnlyStruct(string Name, Inner? Inner);

public sealed class Fields
{
    [JsonInclude]
    public string? Text = "a";

    [JsonIgnore]
    public int Cache = 1;

    [JsonInclude]
    private int Hidden { get; set; } = 3;
}

[JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
public sealed class Filled
{
    public List<string> Lines { get; } = [];

    public Dictionary<string, int> Counts { get; } = [];
}

public sealed record Defaults(
    Guid Id = default,
    DateTime At = default,
    TimeSpan For = default,
    decimal Price = 1.50m,
    Level Level = Level.High,
    string Text = "a",
    int? Count = 3,
    double Ratio = double.NaN, DateOnly Day = default, Inner? Inner = null, char Letter = 'x', CancellationTokenLike Token = default);

public readonly record struct CancellationTokenLike(int Value);

public sealed record Inventory(Stock Stock);

public sealed record Stock(Dictionary<Guid, Stock>? Parts, ImmutableArray<Stock> More);

public sealed record Crossed(Crossed.Left A, Crossed.Right? B)
{
    public sealed record Left(Right? Other, Left? Same);

    public sealed record Right(Left? Other, List<Right> Same);
}

public sealed record Computed(int Width, int Height)
{
    public int Area => unchecked(Width * Height);

    public string Kind { get; } = "box";

    public IReadOnlyList<int> Sides => [Width, Height];
}

[JsonConverter(typeof(MoneyConverter))]
public readonly record struct Money(decimal Amount);

public sealed class MoneyConverter : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Skip();
        return new Money(1);
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteStringValue("EUR 1");
}

public sealed record Converted(Money Price, Money? Rebate, List<Money> All);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Closed(string Name, Shape? Shape);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[JsonDerivedType(typeof(NumberedCircle), 1)]
public record NumberedShape(int Id);

public sealed record NumberedCircle(int Id, float Radius, NumberedShape? Inside) : NumberedShape(Id);

#nullable disable
public sealed record Obliviously(string Text, List<string> List, Dictionary<string, Inner> Map)
{
    public string Later { get; set; }
}
#nullable restore

public sealed class Ordered
{
    [JsonPropertyOrder(2)]
    public int A { get; set; }

    [JsonPropertyOrder(1)]
    public Tree? B { get; set; }
}

public sealed record Tupled(Tuple<int, string?> Pair, KeyValuePair<Guid, Inner?> Entry);
