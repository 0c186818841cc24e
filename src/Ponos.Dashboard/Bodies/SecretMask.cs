using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ponos.Dashboard.Bodies;

/// <summary>Hides what a schema calls secret (<c>"x-secret": true</c>), and puts it back into what a person has edited.</summary>
internal sealed class SecretMask
{
    /// <summary>What stands where something is hidden. It says so itself, and is no value that anybody means.</summary>
    public const string Hidden = "•••••• (hidden)";

    private readonly IReadOnlyList<SchemaNode> _schemas;

    public SecretMask(params IReadOnlyList<string?> schemas)
    {
        _schemas = [.. schemas.Select(SchemaNode.Parse).OfType<SchemaNode>()];
        HasSecrets = schemas.Any(schema => schema?.Contains("x-secret", StringComparison.Ordinal) == true);
    }

    /// <summary>Nothing is hidden.</summary>
    public static SecretMask None { get; } = new();

    /// <summary>Whether there is anything to hide at all.</summary>
    public bool HasSecrets { get; }

    /// <summary>A body as it may be shown. One that cannot be read is not shown where it may hold a secret.</summary>
    public BodyText Show(ReadOnlyMemory<byte> body)
    {
        if (!JsonText.TryParse(body, out var node))
        {
            return HasSecrets
                ? new BodyText(
                    Json: null,
                    $"({body.Length.ToString(CultureInfo.InvariantCulture)} bytes that are no whole JSON, or were cut; "
                        + "not shown, since the contract has secrets)")
                : new BodyText(Json: null, JsonText.Decode(body.Span));
        }

        return new BodyText(HasSecrets ? Hide(node, _schemas) : node, Text: null);
    }

    /// <summary>Puts what is hidden back where it still stands hidden.</summary>
    /// <param name="edited">What the person made of what they were shown.</param>
    /// <param name="original">The job's own body.</param>
    public JsonNode? Restore(JsonNode? edited, JsonNode? original) => HasSecrets ? Restore(edited, original, _schemas) : edited;

    private static JsonNode? Hide(JsonNode? node, IReadOnlyList<SchemaNode> schemas)
    {
        var all = WithBranches(schemas);
        if (all.Any(schema => schema.IsSecret))
        {
            return node is null ? null : JsonValue.Create(Hidden);
        }

        return node switch
        {
            JsonObject members => new JsonObject(members.Select(member =>
                KeyValuePair.Create(member.Key, Hide(member.Value, [.. all.SelectMany(schema => schema.OfMember(member.Key))])))),
            JsonArray items =>
                new JsonArray([.. items.Select((item, index) => Hide(item, [.. all.SelectMany(schema => schema.OfItem(index))]))]),
            null => null,
            _ => node.DeepClone(),
        };
    }

    private static JsonNode? Restore(JsonNode? edited, JsonNode? original, IReadOnlyList<SchemaNode> schemas)
    {
        var all = WithBranches(schemas);
        if (all.Any(schema => schema.IsSecret))
        {
            return edited is JsonValue value && value.TryGetValue<string>(out var text) && text == Hidden
                ? original?.DeepClone()
                : edited?.DeepClone();
        }

        return edited switch
        {
            JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(
                member.Key,
                Restore(member.Value, (original as JsonObject)?[member.Key], [.. all.SelectMany(schema => schema.OfMember(member.Key))])))),
            JsonArray items => new JsonArray([.. items.Select((item, index) => Restore(
                item,
                original is JsonArray before && index < before.Count ? before[index] : null,
                [.. all.SelectMany(schema => schema.OfItem(index))]))]),
            null => null,
            _ => edited.DeepClone(),
        };
    }

    private static List<SchemaNode> WithBranches(IReadOnlyList<SchemaNode> schemas)
    {
        // Two levels of branches are what schemas of jobs have; and a schema that refers to itself ends.
        List<SchemaNode> all = [.. schemas];
        var level = all;
        for (var depth = 0; depth < 3 && level.Count > 0; depth++)
        {
            level = [.. level.SelectMany(schema => schema.Branches())];
            all.AddRange(level);
        }

        return all;
    }
}

/// <summary>A body as it may be shown: JSON, or else text.</summary>
internal sealed record BodyText(JsonNode? Json, string? Text)
{
    public bool IsJson => Text is null;
}
