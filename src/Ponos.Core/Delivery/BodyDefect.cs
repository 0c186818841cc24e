using System.Text.Json;

namespace Ponos.Delivery;

/// <summary>Why a body cannot be read at all, and where: said without anything that is in it.</summary>
internal static class BodyDefect
{
    private static readonly string[] Keywords = ["json", "utf8", "surrogate", "depth"];

    /// <summary>Whether a contract's check found no job to check.</summary>
    public static bool Is(IReadOnlyList<ContractViolation> violations) =>
        violations.Count == 1 && Array.IndexOf(Keywords, violations[0].Keyword) >= 0;

    /// <summary>What is wrong with the body.</summary>
    /// <param name="delivery">The job as it came.</param>
    /// <param name="exception">What its reader threw.</param>
    public static ContractViolation Of(Transport.Delivery delivery, Exception exception) =>
        new("", "json", $"must be one JSON object in UTF-8; {Sentence(delivery, exception)}");

    private static string Sentence(Transport.Delivery delivery, Exception exception)
    {
        var body = delivery.Body.Span;
        return body switch
        {
            [] => "the body is empty",
            [0xEF, 0xBB, 0xBF, ..] => "it begins with a byte order mark (bytes 0 to 2)",
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "it begins with the byte order mark of UTF-16",
            [0x1F, 0x8B, ..] => "it is compressed by gzip",
            [0x28, 0xB5, 0x2F, 0xFD, ..] => "it is compressed by zstd",
            [0, ..] or [_, 0, ..] => "it looks like UTF-16 or binary data (a zero byte)",
            _ when delivery.ContentEncoding is { Length: > 0 } encoding
                && !encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)
                => "its publisher calls it encoded (content_encoding)",
            _ => Place(body, exception),
        };
    }

    private static string Place(ReadOnlySpan<byte> body, Exception exception)
    {
        if (exception is not JsonException { LineNumber: { } line, BytePositionInLine: { } position })
        {
            return "it is another value";
        }

        var at = OffsetOf(body, line) + (int)position;
        var isComment = at < body.Length && body[at] == '/';
        return $"it stops being one at byte {at}{(isComment ? ", with a comment" : "")}";
    }

    private static int OffsetOf(ReadOnlySpan<byte> body, long line)
    {
        var offset = 0;
        for (; line > 0 && body[offset..].IndexOf((byte)'\n') is >= 0 and var end; line--)
        {
            offset += end + 1;
        }

        return offset;
    }
}
