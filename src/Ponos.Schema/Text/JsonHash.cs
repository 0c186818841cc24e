using System.Runtime.CompilerServices;
using Ponos.Schema.Numbers;

namespace Ponos.Schema.Text;

/// <summary>A hash of JSON values that agrees with <see cref="JsonEquality"/>, seeded anew in each process.</summary>
internal static class JsonHash
{
    private const int ChunkLength = 64;

    public static int Of(in JsonView view, int at)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        ref readonly var token = ref view[at];
        var hash = default(HashCode);
        hash.Add((int)token.Type);
        switch (token.Type)
        {
            case JsonTypes.Boolean:
                hash.Add(token.IsTrue);
                break;
            case JsonTypes.String:
                hash.AddBytes(view.Bytes(in token));
                break;
            case JsonTypes.Number:
                AddNumber(ref hash, new JsonNumber(view.Bytes(in token)));
                break;
            case JsonTypes.Array:
                for (var item = at + 1; item < token.Link; item = view.After(item))
                {
                    hash.Add(Of(in view, item));
                }

                break;
            case JsonTypes.Object:
                var sum = 0;
                for (var name = at + 1; name < token.Link; name = view.After(name + 1))
                {
                    // A sum, since the order of properties does not matter.
                    sum += HashCode.Combine(Of(in view, name), Of(in view, name + 1));
                }

                hash.Add(sum);
                break;
            default:
                break;
        }

        return hash.ToHashCode();
    }

    private static void AddNumber(ref HashCode hash, in JsonNumber number)
    {
        if (number.IsZero)
        {
            return;
        }

        hash.Add(number.IsNegative);
        hash.Add(number.Scale);

        // The digits must hash alike wherever the point stands between them.
        Span<byte> chunk = stackalloc byte[ChunkLength];
        var filled = 0;
        AddDigits(ref hash, number.Head, chunk, ref filled);
        AddDigits(ref hash, number.Tail, chunk, ref filled);
        hash.AddBytes(chunk[..filled]);
    }

    private static void AddDigits(ref HashCode hash, ReadOnlySpan<byte> digits, Span<byte> chunk, ref int filled)
    {
        while (!digits.IsEmpty)
        {
            var length = Math.Min(digits.Length, chunk.Length - filled);
            digits[..length].CopyTo(chunk[filled..]);
            filled += length;
            digits = digits[length..];
            if (filled == chunk.Length)
            {
                hash.AddBytes(chunk);
                filled = 0;
            }
        }
    }
}
