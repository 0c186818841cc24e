namespace Ponos.Schema;

/// <summary>
/// The commonest patterns, such as <c>^[a-z][a-z0-9-]*$</c>: the whole text is a sequence of ASCII classes, each so many times,
/// of which only the last may vary. They are matched on the bytes, one by one.
/// </summary>
internal sealed class AsciiSequence
{
    private readonly List<(bool[] Set, int Least, int Most)> parts = [];
    private bool isOpen;
    private bool isClosed;

    /// <summary>Whether the pattern read so far is such a sequence.</summary>
    public bool IsPossible { get; private set; } = true;

    /// <summary>Whether the pattern that was read is such a sequence.</summary>
    public bool IsComplete => IsPossible && isOpen && isClosed;

    /// <summary>The pattern's <c>^</c>.</summary>
    public void Open()
    {
        IsPossible &= !isOpen && parts.Count == 0;
        isOpen = true;
    }

    /// <summary>The pattern's <c>$</c>.</summary>
    public void Close()
    {
        IsPossible &= !isClosed;
        isClosed = true;
    }

    /// <summary>One character of a set, so many times.</summary>
    public void Add(CodePointSet set, int least, int most)
    {
        var isLastFixed = parts.Count == 0 || parts[^1].Least == parts[^1].Most;
        var ascii = isOpen && !isClosed && isLastFixed ? set.ToAscii() : null;
        IsPossible &= ascii is not null;
        if (ascii is not null)
        {
            parts.Add((ascii, least, most));
        }
    }

    /// <summary>Something that is no part of such a sequence.</summary>
    public void Refuse() => IsPossible = false;

    public bool Matches(ReadOnlySpan<byte> text)
    {
        foreach (var (set, least, most) in parts)
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
