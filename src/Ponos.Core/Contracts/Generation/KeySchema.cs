using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ponos.Contracts.Generation;

/// <summary>The keys of a dictionary, which are the names of properties in JSON.</summary>
internal static class KeySchema
{
    /// <summary>What a name must be, or <see langword="null"/> where it may be anything.</summary>
    /// <exception cref="NotSupportedException">The serializer has no names for such keys.</exception>
    public static JsonObject? Of(JsonTypeInfo type, string dictionary)
    {
        var key = type.Type;
        if (key == typeof(string) || key == typeof(object) || !type.IsBuiltIn())
        {
            return key == typeof(object) ? throw NoKey(dictionary, key) : null;
        }

        return key.IsEnum ? OfEnum(type) : OfScalar(key) ?? throw NoKey(dictionary, key);
    }

    /// <summary>The keys of one type that is a single value, or <see langword="null"/> where it is none.</summary>
    public static JsonObject? OfScalar(Type key)
    {
        if (key == typeof(bool))
        {
            return EnumSchema.Names([bool.TrueString, bool.FalseString]);
        }

        if (key == typeof(Guid))
        {
            // One spelling each: two would be one key.
            return new JsonObject { ["pattern"] = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$" };
        }

        return ScalarSchema.Of(key) is not { } schema || schema.ContainsKey("contentEncoding") ? null
            : (string?)schema["type"] == "string" ? schema
            : new JsonObject { ["pattern"] = $"^(?:{TextPatterns.NumberOf(key)}{(IsFloat(key) ? "|NaN|-?Infinity" : "")})$" };
    }

    private static bool IsFloat(Type type) => type == typeof(double) || type == typeof(float) || type == typeof(Half);

    /// <summary>By name even where values are numbers.</summary>
    private static JsonObject OfEnum(JsonTypeInfo type)
    {
        var policy = type.Options.DictionaryKeyPolicy;
        var names = new List<string>();
        foreach (var value in EnumSchema.Values(type.Type))
        {
            var written = JsonSerializer.SerializeToNode(value, type)!;
            var name = written.GetValueKind() == JsonValueKind.String ? written.GetValue<string>() : NameOf(type.Type, value);
            names.Add(policy?.ConvertName(name) ?? name);
        }

        if (!type.Type.IsDefined(typeof(FlagsAttribute), inherit: false))
        {
            return EnumSchema.Names(names.Distinct(StringComparer.Ordinal));
        }

        var flags = EnumSchema.Flags(names);
        return Enum.IsDefined(type.Type, Enum.ToObject(type.Type, 0))
            ? flags
            : new JsonObject { ["anyOf"] = new JsonArray(flags, new JsonObject { ["const"] = "0" }) };
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The fields of an enum are kept with it.")]
    private static string NameOf(Type type, object value)
    {
        var name = Enum.GetName(type, value)!;
        return type.GetTypeInfo().GetDeclaredField(name)?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? name;
    }

    private static NotSupportedException NoKey(string dictionary, Type key) =>
        new(
            $"{dictionary} is a dictionary by {key}, which has no name in JSON. "
            + "Take text, a number, a Guid, an enum or a date as the key.");
}
