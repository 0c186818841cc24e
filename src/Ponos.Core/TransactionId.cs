using System.Buffers.Text;

namespace Ponos;

/// <summary>
/// A job's tid. One that was made here is kept as the number that it is: most jobs end without anybody having read it as text.
/// </summary>
internal readonly struct TransactionId
{
    private const int GuidLength = 36;

    private readonly Guid _number;
    private readonly string? _text;

    public TransactionId(string text) => _text = text;

    private TransactionId(Guid number) => _number = number;

    public static TransactionId New() => new(UniqueId.Random());

    /// <summary>Reads an id without a string, if it is a number written as we write it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out TransactionId id)
    {
        if (utf8.Length == GuidLength && Utf8Parser.TryParse(utf8, out Guid number, out var read) && read == GuidLength)
        {
            Span<byte> again = stackalloc byte[GuidLength];
            id = new TransactionId(number);
            return number.TryFormat(again, out _) && again.SequenceEqual(utf8);
        }

        id = default;
        return false;
    }

    public override string ToString() => _text ?? _number.ToString();
}
