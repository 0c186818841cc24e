using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

namespace Ponos.Newtonsoft.Tests.Sweeps;

/// <summary>
/// Jobs of many shapes, as teams that use Newtonsoft.Json write them. Generic ones are filled with every scalar type that it knows.
/// </summary>
internal static class NewtonsoftShapes
{
    private static readonly Type[] Scalars =
    [
        typeof(bool), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(float), typeof(double), typeof(decimal), typeof(char), typeof(string), typeof(Guid), typeof(DateTime),
        typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Uri), typeof(Version), typeof(byte[]),
    ];

    public static IEnumerable<Type> All { get; } =
    [
        .. Scalars.Select(type => typeof(Held<>).MakeGenericType(type)),
        .. Scalars.Select(type => typeof(Settable<>).MakeGenericType(type)),
        .. Scalars.Where(type => type.IsValueType).Select(type => typeof(Perhaps<>).MakeGenericType(type)),
        .. Scalars.Where(type => type != typeof(byte[]) && type != typeof(DateOnly) && type != typeof(TimeOnly))
            .Select(type => typeof(Keyed<>).MakeGenericType(type)),
        typeof(Keyed<Level>), typeof(NullTexts), typeof(Tree), typeof(Enums), typeof(LeftOut), typeof(Hiding), typeof(Fields),
        typeof(Filled), typeof(Collections), typeof(Tupled), typeof(Dictionary<string, Tree?>),
    ];

    /// <summary>Ways in which an application may set the serializer.</summary>
    public static IEnumerable<(string Name, Action<JsonSerializerSettings> Set)> Settings { get; } =
    [
        ("as they are", _ => { }),
        ("null left out", settings => settings.NullValueHandling = NullValueHandling.Ignore),
        ("defaults left out", settings => settings.DefaultValueHandling = DefaultValueHandling.Ignore),
        ("names of enums", settings => settings.Converters.Add(new StringEnumConverter(new CamelCaseNamingStrategy()))),
        ("own names", settings => settings.ContractResolver = new DefaultContractResolver()),
        ("numbers that are none", settings => settings.FloatFormatHandling = FloatFormatHandling.DefaultValue),
    ];
}

public enum Level
{
    Low,
    High = 9,
}

[Flags]
public enum Access
{
    None = 0,
    Read = 1,
    Write = 2,
}

public sealed record Held<T>(T One, List<T> Many, T[] Array, Dictionary<string, T> ByName);

public sealed class Settable<T>
{
    public T? One { get; set; }

    public IReadOnlyList<T?>? Many { get; set; }
}

public sealed record Perhaps<T>(T? One, List<T?> Many, Dictionary<string, T?>? ByName)
    where T : struct;

public sealed record Keyed<T>(Dictionary<T, int> Counts)
    where T : notnull;

public sealed record NullTexts(List<string?> List, Dictionary<string, string?> Map, string?[] Array, string?[]?[]? Deep);

public sealed record Tree(string Name, List<Tree>? Children, Dictionary<string, Tree?>? ByName);

public sealed record Enums(
    Level Level,
    Level? Perhaps,
    Access Access,
    [property: JsonConverter(typeof(StringEnumConverter))] Level ByName,
    [property: JsonConverter(typeof(StringEnumConverter))] Access FlagsByName);

public sealed class LeftOut
{
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public required string? Text { get; set; }

    [JsonProperty(DefaultValueHandling = DefaultValueHandling.Ignore)]
    public int Count { get; set; }
}

public class Hidden
{
    public string? Name { get; set; }
}

public sealed class Hiding : Hidden
{
    public new string Name { get; set; } = "";
}

public sealed class Fields
{
    public string? Text = "a";

    public int Size { get; set; }
}

public sealed class Filled
{
    public List<string> Lines { get; } = [];

    public IDictionary<string, int> Counts { get; } = new Dictionary<string, int>();
}

public sealed record Collections(
    IEnumerable<int> A,
    ICollection<string?> B,
    HashSet<int> C,
    IReadOnlyDictionary<string, int> D,
    LinkedList<int> E,
    SortedDictionary<string, int> F,
    List<List<int?>> G);

public sealed record Tupled(Tuple<int, string> Pair, KeyValuePair<string, int> Entry);
