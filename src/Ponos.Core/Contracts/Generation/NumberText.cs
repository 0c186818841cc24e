using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Ponos.Contracts.Generation;

/// <summary>Numbers as <see cref="JsonNumberHandling"/> writes and reads them: as numbers, as text, or either.</summary>
internal static class NumberText
{
    /// <exception cref="NotSupportedException">The handling writes what it does not read.</exception>
    public static JsonObject Apply(Type type, JsonObject schema, JsonNumberHandling handling, string name)
    {
        if ((string?)schema["type"] is not ("integer" or "number"))
        {
            return schema;
        }

        var reads = handling.HasFlag(JsonNumberHandling.AllowReadingFromString);
        if (handling.HasFlag(JsonNumberHandling.WriteAsString) && !reads)
        {
            throw new NotSupportedException(
                $"{name} is written as text and not read from it (JsonNumberHandling.WriteAsString). "
                + "Add JsonNumberHandling.AllowReadingFromString.");
        }

        List<JsonNode> choices = [schema];
        if (reads)
        {
            choices.Add(ScalarSchema.Quoted(type));
        }

        if (handling.HasFlag(JsonNumberHandling.AllowNamedFloatingPointLiterals)
            && (type == typeof(double) || type == typeof(float) || type == typeof(Half)))
        {
            choices.Add(new JsonObject { ["enum"] = new JsonArray("NaN", "Infinity", "-Infinity") });
        }

        return choices.Count == 1 ? schema : new JsonObject { ["anyOf"] = new JsonArray([.. choices]) };
    }
}
