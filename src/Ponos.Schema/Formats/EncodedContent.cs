using System.Buffers;
using System.Buffers.Text;
using Ponos.Schema.Text;

namespace Ponos.Schema.Formats;

/// <summary><c>contentEncoding</c> and <c>contentMediaType</c> of draft 7, as far as they can be checked: base64 and JSON.</summary>
internal sealed class EncodedContent
{
    private const int MaxDepth = 64;

    private readonly bool _isBase64;
    private readonly bool _isJson;

    private EncodedContent(bool isBase64, bool isJson)
    {
        _isBase64 = isBase64;
        _isJson = isJson;
    }

    public string Description => (_isBase64, _isJson) switch
    {
        (true, true) => "JSON in base64",
        (true, false) => "base64",
        _ => "JSON",
    };

    /// <returns><see langword="null"/> when there is nothing to check.</returns>
    public static EncodedContent? Of(string? encoding, string? mediaType)
    {
        var isBase64 = encoding == "base64";
        var isJson = mediaType == "application/json" && (encoding is null || isBase64);
        return isBase64 || isJson ? new EncodedContent(isBase64, isJson) : null;
    }

    public bool Matches(ReadOnlySpan<byte> text)
    {
        if (!_isBase64)
        {
            return IsJson(text);
        }

        if (!Base64.IsValid(text, out var length) || !_isJson)
        {
            return Base64.IsValid(text);
        }

        var decoded = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(text.Length));
        var isValid = Base64.DecodeFromUtf8(text, decoded, out _, out _) == OperationStatus.Done && IsJson(decoded.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(decoded, clearArray: true);
        return isValid;
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var scanner = new JsonScanner(text, MaxDepth);
        try
        {
            return scanner.Scan(refuseDuplicates: false) == JsonDefect.None;
        }
        finally
        {
            scanner.Dispose();
        }
    }
}
