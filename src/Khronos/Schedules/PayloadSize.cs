using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Khronos.Schedules;

/// <summary>
/// How large a payload is: its bytes in UTF-8 without blanks and needless escapes. The same payload has the same size
/// whichever serializer its publisher has.
/// </summary>
internal static class PayloadSize
{
    public const int MaxBytes = 16 * 1024;

    /// <summary>One character escaped takes six bytes; what is longer still is not looked into.</summary>
    private const int MaxWrittenBytes = 6 * MaxBytes;

    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static bool IsTooLarge(JsonElement payload)
    {
        if (payload.GetRawText().Length > MaxWrittenBytes)
        {
            return true;
        }

        var buffer = new ArrayBufferWriter<byte>(MaxBytes);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            payload.WriteTo(writer);
        }

        return buffer.WrittenCount > MaxBytes;
    }
}
