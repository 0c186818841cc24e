using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Bounds = System.ComponentModel.DataAnnotations.RangeAttribute;
using Says = System.ComponentModel.DescriptionAttribute;
using Needed = System.ComponentModel.DataAnnotations.RequiredAttribute;

namespace Ponos.Core.Tests.Contracts;

public enum Colour
{
    Red,
    Green,
}

[JsonConverter(typeof(JsonStringEnumConverter<Size>))]
public enum Size
{
    Small,
    Large,
}

public enum Tiny : byte
{
    None,
    Some,
}

/// <summary>Records as teams write them, each with a job that its contract must take. Their schemas are approved files.</summary>
public static class SampleRecords
{
    public static readonly object[] All =
    [
        new Empty(), new Text("a"), new TextOrNull(null), new Numbers(1, 2, 3, 4, 5, 6, 7, 8), new Reals(1.5, 2.5f, 3.5m),
        new WholeOrNull(null), new Truths(true, null), new Defaults("a"), new Settable { Name = "a" }, new NeededMember { Name = "a" },
        new Instants(DateTimeOffset.UnixEpoch, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Unspecified)), new Days(
            new DateOnly(2026, 2, 28), new TimeOnly(23, 59, 1)),
        new Spans(TimeSpan.FromMinutes(90)), new Ids(Guid.Empty, null),
        new Links(new Uri("https://example.org/a"), new Uri("/b", UriKind.Relative)), new Bytes([1, 2, 3]), new Letters('x'),
        new Colours(Colour.Green, Colour.Red), new Sizes(Size.Large, null), new Tinies(Tiny.Some), new Lists(["a"], [1, 2]),
        new NullableItems([1, null]), new Maps(new Dictionary<string, int> { ["a"] = 1 }), new Sets(new HashSet<string> { "a" }),
        new Nested(new Text("a")), new NestedOrNull(null), new Twice(new Text("a"), new Text("b")),
        new Recursive("a", new Recursive("b", null)), new Tree([new Leaf("a", [])]),
        new Pages(new Page<Text>([new Text("a")], 1), new Page<Numbers>([], 0)),
        new AnyJson(System.Text.Json.JsonSerializer.SerializeToElement(new { a = 1 })), new Renamed("a"), new Ignored("a", "b"),
        new LengthRules("ab", "abc", ["a"], "abcd"), new RangeRules(5, 0.5, 1.25m), new ExclusiveRange(1), new PatternRules("ab-12"),
        new AddressRules("a@example.org", "https://example.org"), new NeededTexts("a", null), new NeededOrNull("a"), new Described("a"),
        new Closed("a"), new ClosedWithTid("a", "t"), new Allowed("red", 2), new ListRules(["a"]),
        new Shared(new Text("a"), [new Text("b")], new Described("c")),
    ];

    public sealed record Empty;

    public sealed record Text(string Value);

    public sealed record TextOrNull(string? Value);

    public sealed record Numbers(int Int, long Long, short Short, byte Byte, uint UInt, ulong ULong, sbyte SByte, ushort UShort);

    public sealed record Reals(double Double, float Single, decimal Decimal);

    public sealed record WholeOrNull(int? Value);

    public sealed record Truths(bool Truth, bool? Perhaps);

    public sealed record Defaults(string Name, int Count = 3, string Colour = "red");

    public sealed class Settable
    {
        public string? Name { get; set; }

        public int Count { get; set; }
    }

    public sealed class NeededMember
    {
        public required string Name { get; init; }

        public int Count { get; init; }
    }

    public sealed record Instants(DateTimeOffset At, DateTime Local);

    public sealed record Days(DateOnly Day, TimeOnly Time);

    public sealed record Spans(TimeSpan Span);

    public sealed record Ids(Guid Id, Guid? Parent);

    public sealed record Links(Uri Absolute, Uri Relative);

    public sealed record Bytes(byte[] Data);

    public sealed record Letters(char Letter);

    public sealed record Colours(Colour Number, [property: JsonConverter(typeof(JsonStringEnumConverter<Colour>))] Colour Name);

    public sealed record Sizes(Size Size, Size? Other);

    public sealed record Tinies(Tiny Tiny);

    public sealed record Lists(IReadOnlyList<string> Names, int[] Numbers);

    public sealed record NullableItems(IReadOnlyList<int?> Numbers);

    public sealed record Maps(IReadOnlyDictionary<string, int> Counts);

    public sealed record Sets(ISet<string> Names);

    public sealed record Nested(Text Inner);

    public sealed record NestedOrNull(Text? Inner);

    public sealed record Twice(Text First, Text Second);

    public sealed record Recursive(string Name, Recursive? Next);

    public sealed record Tree(IReadOnlyList<Leaf> Leaves);

    public sealed record Leaf(string Name, IReadOnlyList<Leaf> Leaves);

    public sealed record Page<T>(IReadOnlyList<T> Items, int Total);

    public sealed record Pages(Page<Text> Texts, Page<Numbers> Numbers);

    public sealed record AnyJson(System.Text.Json.JsonElement Anything);

    public sealed record Renamed([property: JsonPropertyName("other_name")] string Name);

    public sealed record Ignored(string Kept, [property: JsonIgnore] string Dropped = "");

    public sealed record LengthRules(
        [property: StringLength(3, MinimumLength = 1)] string Both,
        [property: MinLength(2)] string AtLeast,
        [property: MaxLength(4)] string[] AtMostItems,
        [property: Length(2, 8)] string Between);

    public sealed record RangeRules(
        [property: Bounds(1, 10)] int Whole,
        [property: Bounds(0.25, 0.75)] double Real,
        [property: Bounds(typeof(decimal), "0.5", "1.5")] decimal Exact);

    public sealed record ExclusiveRange([property: Bounds(0, 2, MinimumIsExclusive = true, MaximumIsExclusive = true)] int Value);

    public sealed record PatternRules([property: RegularExpression("[a-z]+-[0-9]{2}")] string Code);

    public sealed record AddressRules([property: EmailAddress] string Mail, [property: Url] string Page);

    public sealed record NeededTexts([property: Needed] string Name, string? Other);

    public sealed record NeededOrNull([Needed] string? Name = null);

    [Says("A thing with a description.")]
    public sealed record Described([property: Says("Its name.")] string Name);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    public sealed record Closed(string Name);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    public sealed record ClosedWithTid(string Name, string Tid);

    public sealed record Allowed([property: AllowedValues("red", "green")] string Colour, [property: AllowedValues(1, 2)] int Number);

    public sealed record ListRules([property: MinLength(1)] IReadOnlyList<string> Names);

    public sealed record Shared(Text First, IReadOnlyList<Text> More, [property: Says("Said here.")] Described Once);
}
