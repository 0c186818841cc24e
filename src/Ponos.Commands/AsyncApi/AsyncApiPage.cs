using System.Text;
using System.Text.Json.Nodes;
using Ponos.Contracts;

namespace Ponos.Commands.AsyncApi;

/// <summary>A document as a page for people: its operations, channels and jobs, in Markdown.</summary>
internal sealed class AsyncApiPage
{
    private readonly StringBuilder _page = new();
    private readonly JsonObject _document;

    /// <summary>The job whose entry has a schema already: several events are often one record.</summary>
    private readonly Dictionary<string, string> _shownBy = new(StringComparer.Ordinal);

    private AsyncApiPage(JsonObject document) => _document = document;

    /// <summary>Writes the page of a document that <see cref="AsyncApiDocument"/> made.</summary>
    public static string Of(JsonObject document) => new AsyncApiPage(document).Write();

    private string Write()
    {
        var info = _document["info"]!;
        Line($"# {Text(info["title"])} {Text(info["version"])}");
        Line();
        Line(
            $"{Text(info["description"])} AsyncAPI {Text(_document["asyncapi"])}; "
            + "written by the command `asyncapi --markdown`, not by hand.");
        Line();
        WriteOperations();
        WriteChannels();
        WriteJobs();
        return _page.ToString();
    }

    private void WriteOperations()
    {
        Line("## Operations");
        Line();
        Row("Action", "Job", "Channel", "Handler", "Queue", "Dead and invalid jobs");
        Row("---", "---", "---", "---", "---", "---");
        foreach (var (_, operation) in _document["operations"]!.AsObject())
        {
            var about = operation!["x-ponos"];
            var channel = Follow(operation["channel"]);
            Row(
                Text(operation["action"]),
                Code(operation["title"]),
                Code(channel["address"]),
                about is null ? "" : Code(about["handler"]),
                about is null ? "" : $"{Code(about["queue"])} ({Text(about["queueType"])})",
                about is null ? "" : $"{Code(about["dead"])}, {Code(about["invalid"])}");
        }

        Line();
    }

    private void WriteChannels()
    {
        Line("## Channels");
        Line();
        Row("Address", "On the broker", "Jobs");
        Row("---", "---", "---");
        foreach (var (_, channel) in _document["channels"]!.AsObject())
        {
            var amqp = channel!["bindings"]!["amqp"]!;
            var place = amqp["queue"] is { } queue
                ? $"queue {Code(queue["name"])}"
                : $"{Text(amqp["exchange"]!["type"])} exchange {Code(amqp["exchange"]!["name"])}";
            Row(
                Code(channel["address"]),
                place,
                string.Join(", ", channel["messages"]!.AsObject().Select(message => Code(Follow(message.Value)["name"]))));
        }

        Line();
    }

    private void WriteJobs()
    {
        Line("## Jobs");
        foreach (var (_, message) in _document["components"]!["messages"]!.AsObject())
        {
            var about = message!["x-ponos"]!;
            Line();
            Line($"### {Text(message["name"])}");
            Line();
            Line(
                $"{Capital(Text(about["kind"]))}, "
                + $"contract `{Text(about["contract"])}`.{(message["summary"] is { } summary ? " " + Cell(Text(summary)) : "")}");
            Line();
            WritePayload(Text(message["name"]), Follow(message["payload"])["schema"]!);
        }
    }

    private void WritePayload(string job, JsonNode payload)
    {
        var text = IndentedJson.Write(payload);
        if (!_shownBy.TryAdd(text, job))
        {
            Line($"Its schema is that of {Code(_shownBy[text])}.");
            return;
        }

        WriteProperties(payload);
        Line("```json");
        _page.Append(text);
        Line("```");
    }

    private void WriteProperties(JsonNode payload)
    {
        if (payload is not JsonObject schema || schema["properties"] is not JsonObject { Count: > 0 } properties)
        {
            return;
        }

        Row("Property", "Required", "Type", "Rules", "Description");
        Row("---", "---", "---", "---", "---");
        var required = (schema["required"] as JsonArray)?.Select(Text).ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var (name, property) in properties)
        {
            var keywords = property as JsonObject ?? [];
            Row(
                $"`{name}`",
                required.Contains(name) ? "yes" : "",
                TypeOf(keywords),
                RulesOf(keywords),
                Cell(Text(keywords["description"])));
        }

        Line();
    }

    private static string TypeOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray several => string.Join(" or ", several.Select(Text)),
        JsonValue one => Text(one),
        _ when schema.ContainsKey("enum") => "one of several values",
        _ when schema.ContainsKey("$ref") => "see the schema",
        _ => "any",
    };

    private static string RulesOf(JsonObject schema) => string.Join("; ", schema
        .Where(keyword => keyword.Key is not ("type" or "description" or "properties" or "required" or "$ref" or "$defs"))
        .Select(keyword => $"{keyword.Key} {Code(keyword.Value)}"));

    private JsonNode Follow(JsonNode? reference)
    {
        JsonNode node = _document;
        foreach (var name in Text(reference!["$ref"]).Split('/').Skip(1))
        {
            node = node[name]!;
        }

        return node["$ref"] is null ? node : Follow(node);
    }

    private static string Text(JsonNode? node) => node switch
    {
        null => "",
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => node.ToJsonString(),
    };

    private static string Code(JsonNode? node) => Code(Text(node));

    private static string Code(string text)
    {
        return text.Length == 0 ? ""
            : text.Contains('`', StringComparison.Ordinal) ? Cell(text)
            : $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";
    }

    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private void Row(params ReadOnlySpan<string> cells) => Line($"| {string.Join(" | ", cells!)} |");

    private void Line(string text = "") => _page.Append(text).Append('\n');
}
