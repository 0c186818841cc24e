using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Khronos.Engine;

namespace Khronos.Schedules;

/// <summary>Fills the four placeholders into the texts of a payload. Nothing else is ever evaluated.</summary>
internal static partial class PayloadTemplate
{
    public const string Known = "{{scheduledAt}}, {{firedAt}}, {{tickId}} and {{name}}";

    /// <summary>The first placeholder that is none of the four; <see langword="null"/> when there is none.</summary>
    public static string? UnknownPlaceholder(JsonElement payload) => payload.ValueKind switch
    {
        JsonValueKind.String => Placeholder().Matches(payload.GetString()!).FirstOrDefault(match => !IsKnown(match.Groups[1].Value))?.Value,
        JsonValueKind.Array => payload.EnumerateArray().Select(UnknownPlaceholder).FirstOrDefault(unknown => unknown is not null),
        JsonValueKind.Object => payload.EnumerateObject().Select(property => UnknownPlaceholder(property.Value)).FirstOrDefault(unknown => unknown is not null),
        _ => null,
    };

    public static JsonElement Fill(JsonElement payload, Tick tick)
    {
        if (!payload.GetRawText().Contains("{{", StringComparison.Ordinal))
        {
            return payload;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, payload, tick);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, Tick tick)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                writer.WriteStringValue(Placeholder().Replace(value.GetString()!, match => Text(match.Groups[1].Value, tick) ?? match.Value));
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, tick);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value, tick);
                }

                writer.WriteEndObject();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static bool IsKnown(string placeholder) => placeholder is "scheduledAt" or "firedAt" or "tickId" or "name";

    private static string? Text(string placeholder, Tick tick) => placeholder switch
    {
        "scheduledAt" => Tick.TextOf(tick.ScheduledAt),
        "firedAt" => Tick.TextOf(tick.FiredAt),
        "tickId" => tick.Id,
        "name" => tick.Schedule.Name.Text,
        _ => null,
    };

    [GeneratedRegex(@"\{\{\s*([^{}]*?)\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
