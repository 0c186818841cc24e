using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Ponos.Contracts.Generation;

/// <summary>An enum as its converter writes it: by number, by name, or by the names of its flags.</summary>
internal static class EnumSchema
{
    /// <summary>The schema of an enum.</summary>
    /// <param name="type">The enum.</param>
    /// <param name="writer">By what it is written: its own metadata, or that of its nullable form.</param>
    public static JsonObject Of(Type type, JsonTypeInfo writer)
    {
        var written = Values(type).Select(value => JsonSerializer.SerializeToNode(value, writer)!).ToArray();
        if (written.Length == 0 || written.Any(value => value.GetValueKind() != JsonValueKind.String))
        {
            return ScalarSchema.Of(Enum.GetUnderlyingType(type))!;
        }

        var names = written.Select(value => value.GetValue<string>()).Distinct(StringComparer.Ordinal).ToArray();
        if (!type.IsDefined(typeof(FlagsAttribute), inherit: false))
        {
            return Names(names);
        }

        // Several flags are one text, with commas. None of them is a number where no name stands for it.
        var flags = Flags(names);
        var none = JsonSerializer.SerializeToNode(Enum.ToObject(type, 0), writer);
        return none?.GetValueKind() == JsonValueKind.Number
            ? new JsonObject { ["anyOf"] = new JsonArray(flags, new JsonObject { ["const"] = 0 }) }
            : flags;
    }

    public static JsonObject Names(IEnumerable<string> names) =>
        new() { ["enum"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) };

    public static JsonObject Flags(IEnumerable<string> names)
    {
        var one = $"(?:{string.Join('|', names.Where(name => !name.Contains(',', StringComparison.Ordinal)).Select(RegexText.Escape))})";
        return new JsonObject { ["type"] = "string", ["pattern"] = $"^{one}(?:, {one})*$" };
    }

    public static IEnumerable<object> Values(Type type) =>
        Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => Enum.ToObject(type, value));
}
