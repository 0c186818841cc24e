using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ponos.Tool.Dead;

/// <summary>A job that was given up on, for programs; and its body as far as it is text.</summary>
internal static class LetterText
{
    public static JsonObject ToJson(DeadLetter letter, bool withBody)
    {
        var json = new JsonObject
        {
            ["messageId"] = letter.MessageId,
            ["name"] = letter.Name,
            ["reason"] = letter.Reason,
            ["queue"] = letter.Queue,
            ["errorType"] = letter.ErrorType,
            ["error"] = letter.Error,
            ["attempt"] = letter.Attempt,
            ["diedAt"] = letter.DiedAt,
            ["publishedAt"] = letter.PublishedAt,
            ["publishedBy"] = letter.PublishedBy,
            ["userId"] = letter.UserId,
            ["tid"] = letter.Tid,
            ["publisherContract"] = letter.PublisherContract,
            ["enforcedContract"] = letter.EnforcedContract,
        };
        if (withBody)
        {
            json["headers"] = Terminal.ToJson(letter.Headers);
            json["body"] = BodyOf(letter);
        }

        return json;
    }

    /// <summary>The body as JSON where it is that, else its text.</summary>
    public static JsonNode BodyOf(DeadLetter letter)
    {
        try
        {
            return JsonNode.Parse(letter.Body.Span) ?? JsonValue.Create("null");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return JsonValue.Create(Encoding.UTF8.GetString(letter.Body.Span));
        }
    }

    public static string[] Row(DeadLetter letter) =>
    [
        letter.MessageId,
        letter.Name,
        Wording.Time(letter.DiedAt),
        letter.Reason,
        Wording.Number(letter.Attempt),
        letter.PublishedBy ?? "",
        letter.Tid ?? "",
        Shortened(letter.Error),
    ];

    private static string Shortened(string? text) => text is { Length: > 120 } ? text[..119] + "…" : text ?? "";
}
