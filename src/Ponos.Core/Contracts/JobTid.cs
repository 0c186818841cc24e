using System.Text.Json;

namespace Ponos.Contracts;

/// <summary>
/// The transaction id in a job's body. It belongs to the envelope: ours stands last, others put it anywhere, and neither
/// schema nor reader sees it unless it has a property of that name itself.
/// </summary>
internal static class JobTid
{
    public const string Property = "tid";

    /// <summary>An id from outside is cut here, so that it cannot swell every log line and every job that follows.</summary>
    private const int MaxLength = 256;

    // What our own publisher writes: ,"tid":"0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11"}
    private const int IdLength = 36;
    private const int OursLength = 8 + IdLength + 1;

    private static ReadOnlySpan<byte> Ours => ",\"tid\":\""u8;

    private static ReadOnlySpan<byte> Quoted => "\"tid\""u8;

    /// <summary>Where the id stands, and what it is.</summary>
    /// <exception cref="JsonException">The body is not a JSON object.</exception>
    public static TidSpot Find(ReadOnlySpan<byte> body) => TryFindOurs(body, out var spot) ? spot : Search(body);

    /// <summary>
    /// The end of a text tells, if the text is JSON at all: an object that ends in this text ends in this member. Whether it
    /// is JSON is seen by whoever reads the rest.
    /// </summary>
    private static bool TryFindOurs(ReadOnlySpan<byte> body, out TidSpot spot)
    {
        spot = default;
        var from = body.Length - OursLength - 1;
        if (from < 1 || body[^1] != '}' || body[^2] != '"' || body[0] != '{' || body[from - 1] is (byte)'{' or <= (byte)' '
            || !body[from..].StartsWith(Ours)
            || !TransactionId.TryParse(body.Slice(from + Ours.Length, IdLength), out var id)
            || body[..from].IndexOf(Quoted) >= 0)
        {
            return false;
        }

        spot = new TidSpot(TidState.Given, from, body.Length - 1, id);
        return true;
    }

    private static TidSpot Search(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The body is not a JSON object.");
        }

        var spot = default(TidSpot);
        var (seen, isFirst, endsAtTheNext) = (false, true, false);
        var before = (int)reader.BytesConsumed;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            if (endsAtTheNext)
            {
                // The first of several goes with the comma behind it, any other with the one before.
                (spot, endsAtTheNext) = (spot with { To = start }, false);
            }

            if (seen && body[start..].IndexOf(Quoted) < 0)
            {
                break;
            }

            var isTid = reader.ValueTextEquals("tid"u8);
            if (isTid && seen)
            {
                // Two are no envelope's: whoever checks the whole sees them both.
                return spot with { State = TidState.Foreign };
            }

            reader.Read();
            if (isTid)
            {
                spot = ValueOf(reader) with { From = isFirst ? start : before };
                (seen, endsAtTheNext) = (true, isFirst);
            }

            reader.Skip();
            before = (int)reader.BytesConsumed;
            isFirst = false;
            spot = isTid ? spot with { To = before } : spot;
        }

        return spot;
    }

    private static TidSpot ValueOf(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String when !reader.ValueSpan.IsEmpty => new TidSpot(TidState.Given, 0, 0, Read(reader)),
        JsonTokenType.String or JsonTokenType.Null => new TidSpot(TidState.Empty, 0, 0, default),
        _ => new TidSpot(TidState.Foreign, 0, 0, default),
    };

    private static TransactionId Read(in Utf8JsonReader reader)
    {
        if (TransactionId.TryParse(reader.ValueSpan, out var id))
        {
            return id;
        }

        var text = reader.GetString()!;
        return new TransactionId(text.Length > MaxLength ? text[..MaxLength] : text);
    }
}
