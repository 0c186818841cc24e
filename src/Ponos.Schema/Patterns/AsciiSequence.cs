namespace Ponos.Schema.Patterns;

/// <summary>
/// The commonest patterns, such as <c>^[a-z][a-z0-9-]*$</c>: the whole text is a sequence of ASCII classes, each so many times,
/// of which only the last may vary. They are matched on the bytes, one by one.
/// </summary>
internal sealed class AsciiSequence
{
    private readonly List<(bool[] Set, int Least, int Most)> _parts = [];
    private bool _isOpen;
    private bool _isClosed;

    /// <summary>Whether the pattern read so far is such a sequence.</summary>
    public bool IsPossible { get; private set; } = true;

    /// <summary>Whether the pattern that was read is such a sequence.</summary>
    public bool IsComplete => IsPossible && _isOpen && _isClosed;

    /// <summary>The pattern's <c>^</c>.</summary>
    public void Open()
    {
        IsPossible &= !_isOpen && _parts.Count == 0;
        _isOpen = true;
    }

    /// <summary>The pattern's <c>$</c>.</summary>
    public void Close()
    {
        IsPossible &= !_isClosed;
        _isClosed = true;
    }

    /// <summary>One character of a set, so many times.</summary>
    public void Add(CodePointSet set, int least, int most)
    {
        var isLastFixed = _parts.Count == 0 || _parts[^1].Least == _parts[^1].Most;
        var ascii = _isOpen && !_isClosed && isLastFixed ? set.ToAscii() : null;
        IsPossible &= ascii is not null;
        if (ascii is not null)
        {
            _parts.Add((ascii, least, most));
        }
    }

    /// <summary>Something that is no part of such a sequence.</summary>
    public void Refuse() => IsPossible = false;

    public bool Matches(ReadOnlySpan<byte> text)
    {
        foreach (var (set, least, most) in _parts)
        {
            var count = 0;
            while (count < text.Length && count < most && set[text[count]])
            {
                count++;
            }

            if (count < least)
            {
                return false;
            }

            text = text[count..];
        }

        return text.IsEmpty;
    }
}
