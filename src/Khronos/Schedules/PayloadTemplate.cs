using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Khronos.Schedules;

/// <summary>
/// Fills the four placeholders into the texts of a payload. Nothing else is ever evaluated. Four braces stand for two that
/// begin no placeholder. A text is gone through once, whatever is in it.
/// </summary>
internal static class PayloadTemplate
{
    public const string Known = "{{scheduledAt}}, {{firedAt}}, {{tickId}} and {{name}}";

    private const string Open = "{{";
    private const string Close = "}}";
    private const string Escape = "{{{{";

    /// <summary>The first placeholder that is none of the four; <see langword="null"/> when there is none.</summary>
    public static string? UnknownPlaceholder(JsonElement payload) => payload.ValueKind switch
    {
        JsonValueKind.String => UnknownIn(payload.GetString()!),
        JsonValueKind.Array => payload.EnumerateArray().Select(UnknownPlaceholder).FirstOrDefault(unknown => unknown is not null),
        JsonValueKind.Object =>
            payload.EnumerateObject().Select(property => UnknownPlaceholder(property.Value)).FirstOrDefault(unknown => unknown is not null),
        _ => null,
    };

    public static JsonElement Fill(JsonElement payload, PayloadValues values)
    {
        if (!payload.GetRawText().Contains(Open, StringComparison.Ordinal))
        {
            return payload;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, payload, values);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, PayloadValues values)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                writer.WriteStringValue(Filled(value.GetString()!, values));
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, values);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value, values);
                }

                writer.WriteEndObject();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static string? UnknownIn(string text)
    {
        for (var rest = text.AsSpan(); NextPart(rest, out _, out var placeholder) is var used and > 0; rest = rest[used..])
        {
            if (placeholder is not null && TextOf(placeholder, null) is null)
            {
                return string.Concat(Open, placeholder.Length > 40 ? string.Concat(placeholder.AsSpan(0, 40), "…") : placeholder, Close);
            }
        }

        return null;
    }

    private static string Filled(string text, PayloadValues values)
    {
        var filled = new StringBuilder(text.Length);
        for (var rest = text.AsSpan(); NextPart(rest, out var plain, out var placeholder) is var used and > 0; rest = rest[used..])
        {
            filled.Append(rest[..plain]);
            if (placeholder is not null)
            {
                filled.Append(TextOf(placeholder, values));
            }
        }

        return filled.ToString();
    }

    /// <summary>The text up to the next placeholder, and that.</summary>
    /// <param name="text">What is left.</param>
    /// <param name="plain">So much of it is taken as it is.</param>
    /// <param name="placeholder">What lies between the braces; <see langword="null"/> when none follows.</param>
    /// <returns>How much of the text that is; 0 at its end.</returns>
    private static int NextPart(ReadOnlySpan<char> text, out int plain, out string? placeholder)
    {
        placeholder = null;
        var open = text.IndexOf(Open);
        if (open < 0)
        {
            plain = text.Length;
            return text.Length;
        }

        if (text[open..].StartsWith(Escape))
        {
            plain = open + Open.Length;
            return open + Escape.Length;
        }

        var inside = text[(open + Open.Length)..];
        var brace = inside.IndexOfAny('{', '}');
        if (brace >= 0 && inside[brace..].StartsWith(Close))
        {
            plain = open;
            placeholder = inside[..brace].Trim().ToString();
            return open + Open.Length + brace + Close.Length;
        }

        // Braces that begin nothing. The second may begin something.
        plain = open + 1;
        return plain;
    }

    /// <summary>What a placeholder comes to; an empty text without values; <see langword="null"/> when it is none of the four.</summary>
    private static string? TextOf(string placeholder, PayloadValues? values) => placeholder switch
    {
        "scheduledAt" => values is null ? "" : TickId.TextOf(values.ScheduledAt),
        "firedAt" => values is null ? "" : TickId.TextOf(values.FiredAt),
        "tickId" => values?.TickId ?? "",
        "name" => values?.Name ?? "",
        _ => null,
    };
}
