namespace Ponos.Schema.Numbers;

/// <summary>A number of a document, read once for all the bounds that it is compared with.</summary>
internal readonly ref struct NumberInstance
{
    private readonly long _whole;

    // The sign of what stands after the point, 0 when that is nothing or zeros.
    private readonly int _fraction;

    public NumberInstance(ReadOnlySpan<byte> text)
    {
        Text = text;
        var point = text.IndexOf((byte)'.');
        IsSmall = JsonNumber.TryReadInt64(point < 0 ? text : text[..point], out _whole);
        if (point < 0 || !IsSmall)
        {
            return;
        }

        var rest = text[(point + 1)..];
        var significant = rest.IndexOfAnyExcept((byte)'0');
        if (significant >= 0)
        {
            _fraction = text[0] == (byte)'-' ? -1 : 1;
            IsSmall = !rest.ContainsAny((byte)'e', (byte)'E');
        }
    }

    /// <summary>The number as written.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>
    /// Written without exponent, and with at most 18 characters before the point: only then <see cref="CompareTo"/> may be asked.
    /// </summary>
    public bool IsSmall { get; }

    public int CompareTo(long bound) => _whole == bound ? _fraction : _whole.CompareTo(bound);
}
