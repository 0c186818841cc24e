using System.Collections;
using System.Numerics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ponos.Core.Tests.Contracts.Sweeps;

/// <summary>
/// Random values of any type that a job can hold: edges of each type as often as values between them, and null where it may be.
/// </summary>
internal sealed class RandomValues(int seed)
{
    private const int MaxDepth = 5;

    private static readonly Uri[] Uris =
    [
        new("https://example.org/a?b=c#d"), new("https://bücher.example/ä ö/☃?q=ü"), new("http://user:pw@[::1]:8080/x"),
        new("/rel/ä b", UriKind.Relative), new("", UriKind.Relative), new("urn:isbn:0451450523"), new("mailto:a@b.example"),
        new("unix:///var/run/docker.sock"), new("file:///C:/a b.txt"), new("http://xn--bcher-kva.example/%C3%A4"),
        new(@"\\server\share\ä b"), new("ftp://a_b.example/"), new("wss://例え.テスト:65535/"), new("amqp://guest@rabbit:5672/%2f"),
        new("a b", UriKind.Relative), new("http:a", UriKind.Relative), new("foo://host?x"), new("net.tcp://localhost:1/a"),
        new("HTTP://EXAMPLE.ORG."),
    ];

    private static readonly string[] Texts =
        [
            "", " ", "a", "ä", "☃", "😀", "\0", "\u2028", "</script>", "\"\\/", "null", "2026-02-30", "\uFFFF", "e\u0301", "1e400",
            "\t\r\n", new string('x', 200),
        ];

    private readonly Random _random = new(seed);
    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>Types that have values of their own here, and stand as one value in JSON.</summary>
    public static IReadOnlyList<Type> Scalars { get; } =
    [
        typeof(bool), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(Int128), typeof(UInt128), typeof(Half), typeof(float), typeof(double), typeof(decimal), typeof(char), typeof(string),
        typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Uri),
        typeof(Version), typeof(byte[]), typeof(Memory<byte>), typeof(ReadOnlyMemory<byte>), typeof(JsonElement), typeof(JsonNode),
        typeof(JsonObject), typeof(JsonArray), typeof(JsonValue), typeof(JsonDocument), typeof(object),
    ];

    /// <summary>A value of a type.</summary>
    public object? Next(Type type, NullabilityInfo? nullability = null, int depth = 0)
    {
        if (Nullable.GetUnderlyingType(type) is { } plain)
        {
            return _random.Next(4) == 0 ? null : Next(plain, null, depth);
        }

        if (!type.IsValueType && nullability is { ReadState: not NullabilityState.NotNull } && (depth > MaxDepth || _random.Next(4) == 0))
        {
            return null;
        }

        return Scalar(type, depth) ?? Collection(type, nullability, depth) ?? Object(type, depth);
    }

    private object? Scalar(Type type, int depth) => type switch
    {
        _ when type.IsEnum => Enumeration(type),
        _ when type == typeof(bool) => _random.Next(2) == 0,
        _ when type == typeof(sbyte) => (sbyte)Whole(sbyte.MinValue, sbyte.MaxValue),
        _ when type == typeof(byte) => (byte)Whole(byte.MinValue, byte.MaxValue),
        _ when type == typeof(short) => (short)Whole(short.MinValue, short.MaxValue),
        _ when type == typeof(ushort) => (ushort)Whole(ushort.MinValue, ushort.MaxValue),
        _ when type == typeof(int) => (int)Whole(int.MinValue, int.MaxValue),
        _ when type == typeof(uint) => (uint)Whole(uint.MinValue, uint.MaxValue),
        _ when type == typeof(long) => (long)Whole(long.MinValue, long.MaxValue),
        _ when type == typeof(ulong) => (ulong)Whole(ulong.MinValue, ulong.MaxValue),
        _ when type == typeof(Int128) => (Int128)Whole((BigInteger)Int128.MinValue, (BigInteger)Int128.MaxValue),
        _ when type == typeof(UInt128) => (UInt128)Whole((BigInteger)UInt128.MinValue, (BigInteger)UInt128.MaxValue),
        _ when type == typeof(Half) =>
            Pick(Half.MinValue, Half.MaxValue, Half.Epsilon, (Half)0, (Half)(-0.0), (Half)((_random.NextDouble() - 0.5) * 100)),
        _ when type == typeof(float) => Pick(
            float.MinValue,
            float.MaxValue,
            float.Epsilon,
            0f,
            1e10f,
            1e-10f,
            (float)(_random.NextDouble() * 1e38),
            1.5f,
            BitConverter.Int32BitsToSingle(_random.Next(0x7F7FFFFF))),
        _ when type == typeof(double) => Pick(
            double.MinValue, double.MaxValue, double.Epsilon, 0d, -0d, 1e22, 1e16, 1e15, Math.PI, 1.7e308, BitConverter.Int64BitsToDouble(
                _random.NextInt64(0x7FEFFFFFFFFFFFFF))),
        _ when type == typeof(decimal) => Pick(
            decimal.MinValue,
            decimal.MaxValue,
            0m,
            1.0m,
            0.0000000000000000000000000001m,
            new decimal(_random.Next(), _random.Next(), _random.Next(), _random.Next(2) == 0, (byte)_random.Next(29))),
        _ when type == typeof(char) => Pick('a', '\0', '\uFFFF', 'ä', '"', '\\', (char)_random.Next(0xD800), '\uD800'),
        _ when type == typeof(string) => Pick(Texts),
        _ when type == typeof(Guid) => Pick(Guid.Empty, Guid.AllBitsSet, NewGuid()),
        _ when type == typeof(DateTime) => Moment(),
        _ when type == typeof(DateTimeOffset) => Pick(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Offset()),
        _ when type == typeof(DateOnly) => Pick(
            DateOnly.MinValue,
            DateOnly.MaxValue,
            new DateOnly(2024, 2, 29),
            new DateOnly(2000, 2, 29),
            DateOnly.FromDayNumber(_random.Next(DateOnly.MaxValue.DayNumber))),
        _ when type == typeof(TimeOnly) =>
            Pick(TimeOnly.MinValue, TimeOnly.MaxValue, new TimeOnly(_random.NextInt64(TimeOnly.MaxValue.Ticks))),
        _ when type == typeof(TimeSpan) => Pick(
            TimeSpan.MinValue,
            TimeSpan.MaxValue,
            TimeSpan.Zero,
            Timeout.InfiniteTimeSpan,
            TimeSpan.MaxValue - TimeSpan.FromTicks(_random.Next()),
            new TimeSpan(_random.NextInt64(long.MinValue, long.MaxValue)),
            TimeSpan.FromDays(1),
            TimeSpan.FromTicks(-1)),
        _ when type == typeof(Uri) => Pick(Uris),
        _ when type == typeof(Version) => Pick(
            new Version(1, 2),
            new Version(0, 0, 0, 0),
            new Version(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue),
            new Version(_random.Next(), _random.Next(20), _random.Next(3))),
        _ when type == typeof(byte[]) => Bytes(),
        _ when type == typeof(Memory<byte>) => new Memory<byte>(Bytes()),
        _ when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(Bytes()),
        _ when type == typeof(JsonElement) => JsonSerializer.Deserialize<JsonElement>(Json(depth, "null")),
        _ when type == typeof(JsonDocument) => JsonDocument.Parse(Json(depth)),
        _ when type == typeof(JsonNode) => JsonNode.Parse(Json(depth)),
        _ when type == typeof(JsonObject) => JsonNode.Parse(Pick("{}", """{"a":[1,null]}""")),
        _ when type == typeof(JsonArray) => JsonNode.Parse(Pick("[]", "[1,[2],{}]")),
        _ when type == typeof(JsonValue) => JsonNode.Parse(Pick("1", "\"a\"", "true", "1.50")),
        _ when type == typeof(object) => Pick<object>(
            1,
            "a",
            true,
            1.5m,
            new Dictionary<string, object?> { ["a"] = null },
            new[] { 1, 2 },
            JsonSerializer.Deserialize<JsonElement>(Json(depth))),
        _ => null,
    };

    private object? Collection(Type type, NullabilityInfo? nullability, int depth)
    {
        if (type.IsArray)
        {
            var item = type.GetElementType()!;
            var array = Array.CreateInstance(item, Count(depth));
            for (var i = 0; i < array.Length; i++)
            {
                array.SetValue(Next(item, nullability?.ElementType, depth + 1), i);
            }

            return array;
        }

        var interfaces = type.GetInterfaces().Append(type).Where(one => one.IsGenericType).ToArray();
        if (interfaces.FirstOrDefault(one => one.GetGenericTypeDefinition()
            == typeof(IDictionary<,>) || one.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)) is { } map)
        {
            var entries = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(map.GenericTypeArguments))!;
            for (var i = Count(depth); i > 0; i--)
            {
                entries[Key(map.GenericTypeArguments[0])] = Next(
                    map.GenericTypeArguments[1], nullability?.GenericTypeArguments.LastOrDefault(), depth + 1);
            }

            return As(type, entries);
        }

        if (type != typeof(string)
            && interfaces.FirstOrDefault(one => one.GetGenericTypeDefinition() == typeof(IEnumerable<>)) is { } sequence)
        {
            var item = sequence.GenericTypeArguments[0];
            var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            for (var i = Count(depth); i > 0; i--)
            {
                items.Add(Next(item, nullability?.GenericTypeArguments.FirstOrDefault(), depth + 1));
            }

            return As(type, items);
        }

        return null;
    }

    /// <summary>A collection of the type that is wanted, from a list or a dictionary.</summary>
    private static object As(Type type, ICollection items)
    {
        if (type.IsInstanceOfType(items))
        {
            return items;
        }

        if (type.IsInterface)
        {
            var set = typeof(HashSet<>).MakeGenericType(type.GenericTypeArguments);
            return Activator.CreateInstance(set, items)!;
        }

        var source = items.GetType().GetInterfaces().Append(items.GetType());
        if (type.GetConstructors()
            .FirstOrDefault(constructor => constructor.GetParameters() is [var only] && source.Contains(only.ParameterType)) is { } copy)
        {
            return copy.Invoke([items]);
        }

        // An immutable collection: its factory stands beside it.
        var factory = type.Assembly.GetType(type.GetGenericTypeDefinition().FullName!.Split('`')[0])!;
        return factory.GetMethods().First(method => method.Name == "CreateRange"
            && method.GetParameters().Length == 1
            && method.GetGenericArguments().Length == type.GenericTypeArguments.Length)
            .MakeGenericMethod(type.GenericTypeArguments).Invoke(null, [items])!;
    }

    private object Object(Type type, int depth)
    {
        var derived = type.GetCustomAttributes<System.Text.Json.Serialization.JsonDerivedTypeAttribute>(inherit: false)
            .Select(one => one.DerivedType)
            .Append(type)
            .Where(one => !one.IsAbstract)
            .ToArray();
        var made = derived[_random.Next(derived.Length)];
        var constructors = made.GetConstructors().OrderByDescending(one => one.GetParameters().Length).ToArray();
        var job = constructors.Length == 0
            ? Activator.CreateInstance(made)!
            : constructors[0].Invoke([.. constructors[0]
                .GetParameters()
                .Select(parameter => Next(parameter.ParameterType, _nullability.Create(parameter), depth + 1))]);
        foreach (var property in made.GetProperties()
            .Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0))
        {
            property.SetValue(job, Next(property.PropertyType, _nullability.Create(property), depth + 1));
        }

        return job;
    }

    private object Key(Type type)
    {
        var key = Next(type)!;
        return key is DateTimeOffset instant ? instant.ToUniversalTime() : key;
    }

    private int Count(int depth) => depth > MaxDepth ? 0 : _random.Next(4);

    private BigInteger Whole(BigInteger minimum, BigInteger maximum) =>
        Pick(
            minimum,
            maximum,
            BigInteger.Zero.CompareTo(minimum) < 0 ? minimum : BigInteger.Zero,
            minimum + (new BigInteger(_random.NextDouble() * 1e9) % (maximum - minimum)));

    private object Enumeration(Type type)
    {
        var values = Enum.GetValuesAsUnderlyingType(type).Cast<object>().ToArray();
        if (!type.IsDefined(typeof(FlagsAttribute)))
        {
            return Enum.ToObject(type, values[_random.Next(values.Length)]);
        }

        var combined = 0L;
        foreach (var value in values)
        {
            combined |= _random.Next(2) == 0 ? Convert.ToInt64(value, null) : 0;
        }

        return Enum.ToObject(type, combined);
    }

    private DateTime Moment() => DateTime.SpecifyKind(
        Pick(
            new DateTime(1, 1, 2),
            new DateTime(9999, 12, 30, 23, 59, 59, 999),
            new DateTime(2024, 2, 29, 23, 59, 59),
            new DateTime(_random.NextInt64(DateTime.MaxValue.Ticks / 2) + 1_000_000_000_000)),
        Pick(DateTimeKind.Unspecified, DateTimeKind.Utc, DateTimeKind.Local));

    private DateTimeOffset Offset() =>
        new DateTimeOffset(_random.NextInt64(DateTime.MaxValue.Ticks / 2) + 10_000_000_000_000, TimeSpan.Zero)
            .ToOffset(TimeSpan.FromMinutes(_random.Next(-840, 841)));

    private Guid NewGuid()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private byte[] Bytes()
    {
        var bytes = new byte[_random.Next(8)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Json(int depth, params string[] more) =>
        depth > MaxDepth
            ? "1"
            : Pick([.. more, "1", "1.0", "1e400", "\"a\"", "true", "[]", "{}", """[1,null,{"a":[]}]""", """{"a":null,"":2}"""]);

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];
}
