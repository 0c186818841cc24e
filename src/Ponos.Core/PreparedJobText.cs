using System.Buffers;
using System.Text.Json;

namespace Ponos;

/// <summary>
/// What is kept of a prepared job besides its body. Versions of one service read each other's during an
/// upgrade: names are only ever added.
/// </summary>
internal static class PreparedJobText
{
    public static ReadOnlySpan<byte> Write(PreparedJob job)
    {
        var text = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(text);
        json.WriteStartObject();
        json.WriteString("service", job.Service);
        json.WriteString("kind", job.Kind == JobKind.Task ? "task" : "event");
        json.WriteString("name", job.Name);
        json.WriteString("destination", job.Destination);
        json.WriteString("messageId", job.MessageId);
        json.WriteNumber("publishedAt", job.PublishedAt.ToUnixTimeMilliseconds());
        Write(json, "notBefore", job.NotBefore);
        Write(json, "notAfter", job.NotAfter);
        Write(json, "priority", job.Priority?.ToString());
        Write(json, "orderKey", job.OrderKey);
        Write(json, "contract", job.ContractHash);
        Write(json, "worker", job.PublisherWorkerName);
        Write(json, "cause", job.Cause);
        Write(json, "traceParent", job.TraceParent);
        Write(json, "traceState", job.TraceState);
        if (job.Headers.Count > 0)
        {
            json.WriteStartObject("headers");
            foreach (var (name, value) in job.Headers)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return text.WrittenSpan;
    }

    /// <exception cref="FormatException">It is not what <see cref="Write(PreparedJob)"/> writes.</exception>
    public static PreparedJob Read(string text, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var json = document.RootElement;
            return new PreparedJob
            {
                Service = Text(json, "service") ?? throw new FormatException("'service' is missing."),
                Kind = Text(json, "kind") switch
                {
                    "task" => JobKind.Task,
                    "event" => JobKind.Event,
                    var kind => throw new FormatException($"'kind' is '{kind}', and not 'task' or 'event'."),
                },
                Name = Text(json, "name") ?? throw new FormatException("'name' is missing."),
                Destination = Text(json, "destination") ?? throw new FormatException("'destination' is missing."),
                MessageId = Text(json, "messageId") ?? throw new FormatException("'messageId' is missing."),
                Body = body,
                PublishedAt = Time(json, "publishedAt") ?? throw new FormatException("'publishedAt' is missing."),
                NotBefore = Time(json, "notBefore"),
                NotAfter = Time(json, "notAfter"),
                Priority = Text(json, "priority") is { } priority ? PriorityOf(priority) : null,
                OrderKey = Text(json, "orderKey"),
                ContractHash = Text(json, "contract"),
                PublisherWorkerName = Text(json, "worker"),
                Cause = Text(json, "cause"),
                TraceParent = Text(json, "traceParent"),
                TraceState = Text(json, "traceState"),
                Headers = json.TryGetProperty("headers", out var headers)
                    ? headers.EnumerateObject()
                        .ToDictionary(header => header.Name, header => header.Value.GetString() ?? "", StringComparer.Ordinal)
                    : System.Collections.Frozen.FrozenDictionary<string, string>.Empty,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new FormatException(
                "These are no properties of a prepared job: "
                    + $"{exception.Message} They were written by something else, or by a later version of Ponos.",
                exception);
        }
    }

    private static Priority PriorityOf(string text) => Enum.TryParse<Priority>(text, out var priority) && Enum.IsDefined(priority)
        ? priority
        : throw new FormatException($"'priority' is '{text}', and not Low, Normal or High.");

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            json.WriteNumber(name, time.ToUnixTimeMilliseconds());
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? DateTimeOffset.FromUnixTimeMilliseconds(value.GetInt64()) : null;
}
