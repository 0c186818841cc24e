using System.Text.Json;

namespace Ponos.Contracts;

/// <summary>The transaction id in a job's body.</summary>
internal static class JobTid
{
    public const string Property = "tid";

    /// <summary>An id from outside is cut here, so that it cannot swell every log line and every job that follows.</summary>
    private const int MaxLength = 256;

    /// <summary>The id, or <see langword="null"/> when the body has none or one that is no string.</summary>
    /// <exception cref="JsonException">The body is not a JSON object.</exception>
    public static TransactionId? Find(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The body is not a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // Ours stands first, so that this loop ends at its first step.
            var isTid = reader.ValueTextEquals("tid"u8);
            reader.Read();
            if (isTid)
            {
                return reader.TokenType == JsonTokenType.String ? Read(reader) : null;
            }

            reader.Skip();
        }

        return null;
    }

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

/// <summary>What a job that is about to be published says of its transaction id.</summary>
internal enum TidState
{
    /// <summary>It has no such property: one can be written in front.</summary>
    Absent,

    /// <summary>It brings its own.</summary>
    Given,

    /// <summary>It writes the property without a text in it.</summary>
    Empty,
}
