using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Ponos.Contracts.Generation;

/// <summary>
/// What a single value of .NET looks like in JSON: the schema admits all that the serializers write of it, and nothing that
/// they cannot read.
/// </summary>
internal static class ScalarSchema
{
    private static readonly FrozenDictionary<Type, string> Texts = new Dictionary<Type, string>
    {
        [typeof(bool)] = """{"type":"boolean"}""",
        [typeof(string)] = """{"type":"string"}""",
        [typeof(char)] = Text(@"^[\u0000-\uFFFF]$"),
        [typeof(sbyte)] = Whole(sbyte.MinValue, sbyte.MaxValue),
        [typeof(byte)] = Whole(byte.MinValue, byte.MaxValue),
        [typeof(short)] = Whole(short.MinValue, short.MaxValue),
        [typeof(ushort)] = Whole(ushort.MinValue, ushort.MaxValue),
        [typeof(int)] = Whole(int.MinValue, int.MaxValue),
        [typeof(uint)] = Whole(uint.MinValue, uint.MaxValue),
        [typeof(long)] = Whole(long.MinValue, long.MaxValue),
        [typeof(ulong)] = Whole(ulong.MinValue, ulong.MaxValue),
        [typeof(Int128)] = Whole(Int128.MinValue, Int128.MaxValue),
        [typeof(UInt128)] = Whole(UInt128.MinValue, UInt128.MaxValue),
        // A number beyond these is read as infinity, or not at all.
        [typeof(Half)] = Real("65504"),
        [typeof(float)] = Real("3.4028235E+38"),
        [typeof(double)] = Real("1.7976931348623157E+308"),
        [typeof(decimal)] = Real("79228162514264337593543950335"),
        [typeof(DateTime)] = Text(TextPatterns.DateTime),
        [typeof(DateTimeOffset)] = Text(TextPatterns.DateTimeOffset, "date-time"),
        [typeof(DateOnly)] = Text(TextPatterns.Year, "date"),
        [typeof(TimeOnly)] = Text(TextPatterns.TimeOnly),
        [typeof(TimeSpan)] = Text(TextPatterns.TimeSpan),
        [typeof(Guid)] = """{"type":"string","format":"uuid"}""",
        [typeof(Version)] = Text(TextPatterns.Version),
        [typeof(Uri)] = Uri(),
        [typeof(byte[])] = Base64(),
        [typeof(Memory<byte>)] = Base64(),
        [typeof(ReadOnlyMemory<byte>)] = Base64(),
    }.ToFrozenDictionary();

    /// <summary>The schema, or <see langword="null"/> for a type that is no such value.</summary>
    public static JsonObject? Of(Type type) => Texts.TryGetValue(type, out var text) ? (JsonObject)JsonNode.Parse(text)! : null;

    /// <summary>A number that may also, or only, be written as text.</summary>
    public static JsonObject Quoted(Type type) => new() { ["type"] = "string", ["pattern"] = $"^(?:{TextPatterns.NumberOf(type)})$" };

    private static string Whole(IFormattable minimum, IFormattable maximum)
    {
        var least = minimum.ToString(null, CultureInfo.InvariantCulture);
        var most = maximum.ToString(null, CultureInfo.InvariantCulture);
        return $$"""{"type":"integer","minimum":{{least}},"maximum":{{most}}}""";
    }

    private static string Real(string bound) => $$"""{"type":"number","minimum":-{{bound}},"maximum":{{bound}}}""";

    private static string Text(string pattern, string? format = null)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (format is not null)
        {
            schema["format"] = format;
        }

        schema["pattern"] = pattern;
        return schema.ToJsonString();
    }

    private static string Base64() =>
        new JsonObject { ["type"] = "string", ["contentEncoding"] = "base64", ["pattern"] = TextPatterns.Base64 }.ToJsonString();

    private static string Uri() => new JsonObject
    {
        ["type"] = "string",
        ["if"] = Match(TextPatterns.UriWithHost),
        ["then"] = Match(TextPatterns.UriHost),
        ["else"] = new JsonObject { ["if"] = Match(TextPatterns.UriWithAuthority), ["then"] = Match(TextPatterns.UriOptionalHost) },
    }.ToJsonString();

    private static JsonObject Match(string pattern) => new() { ["pattern"] = pattern };
}
