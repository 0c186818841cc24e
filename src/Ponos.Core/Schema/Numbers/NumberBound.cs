using System.Text;

namespace Ponos.Schema;

/// <summary>A number of a schema that instances are compared with.</summary>
internal sealed class NumberBound
{
    private readonly byte[] text;
    private readonly bool isSmall;
    private readonly long small;

    public NumberBound(ReadOnlySpan<byte> text)
    {
        this.text = text.ToArray();
        isSmall = JsonNumber.TryReadInt64(text, out small);
    }

    /// <summary>Negative when the instance is less than the bound, zero when equal.</summary>
    public int CompareInstance(in NumberInstance instance) =>
        isSmall && instance.IsSmall ? instance.CompareTo(small) : JsonNumber.Compare(new JsonNumber(instance.Text), new JsonNumber(text));

    public override string ToString() => Encoding.ASCII.GetString(text);
}
