using System.Text;

namespace Ponos.Schema.Numbers;

/// <summary>A number of a schema that instances are compared with.</summary>
internal sealed class NumberBound
{
    private readonly byte[] _text;
    private readonly bool _isSmall;
    private readonly long _small;

    public NumberBound(ReadOnlySpan<byte> text)
    {
        _text = text.ToArray();
        _isSmall = JsonNumber.TryReadInt64(text, out _small);
    }

    /// <summary>Negative when the instance is less than the bound, zero when equal.</summary>
    public int CompareInstance(in NumberInstance instance) =>
        _isSmall && instance.IsSmall
            ? instance.CompareTo(_small)
            : JsonNumber.Compare(new JsonNumber(instance.Text), new JsonNumber(_text));

    public override string ToString() => Encoding.ASCII.GetString(_text);
}
