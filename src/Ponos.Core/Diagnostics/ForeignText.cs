using System.Buffers;
using System.Text;

namespace Ponos.Diagnostics;

/// <summary>
/// Text that others wrote: names and headers out of messages, messages of exceptions, what a broker answers. What is shown
/// of it is one line of bounded length in which nothing moves the reader's eye or terminal: control and format characters,
/// line and paragraph separators, the overrides of writing direction and halves of surrogate pairs are written as escapes;
/// a line break or tab, which texts of several lines have, as a blank.
/// </summary>
internal readonly struct ForeignText : IEquatable<ForeignText>
{
    /// <summary>For what somebody wrote to explain something.</summary>
    private const int SentenceBytes = 4096;

    /// <summary>For a name or an id.</summary>
    private const int NameBytes = 256;

    private readonly string? _text;
    private readonly int _most;

    private ForeignText(string? text, int most)
    {
        _text = text;
        _most = most;
    }

    /// <summary>A name, an id, a header: at most 256 bytes of it are shown.</summary>
    public static ForeignText Name(string? text) => new(text, NameBytes);

    /// <summary>A sentence or several: at most 4 KiB of it are shown.</summary>
    public static ForeignText Sentence(string? text) => new(text, SentenceBytes);

    /// <summary>What an exception says. Its message is foreign code as well: it may throw, or be nothing.</summary>
    public static ForeignText MessageOf(Exception? exception)
    {
        try
        {
            return Sentence(exception?.Message);
        }
        catch (Exception thrown)
        {
            return Sentence($"(the message of this {exception!.GetType().Name} cannot be read: that threw a {thrown.GetType().Name})");
        }
    }

    public static ForeignText TypeOf(Exception? exception) => Name(exception?.GetType().FullName ?? exception?.GetType().Name);

    public bool Equals(ForeignText other) => _text == other._text && _most == other._most;

    public override bool Equals(object? obj) => obj is ForeignText other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_text, _most);

    public override string ToString()
    {
        if (_text is null)
        {
            return "";
        }

        return IsPlain(_text) && _text.Length <= _most ? _text : Escape(_text, _most);
    }

    /// <summary>Most text is, and is shown as it is.</summary>
    private static bool IsPlain(string text)
    {
        foreach (var character in text)
        {
            if (character is < ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }

    private static string Escape(string text, int most)
    {
        var shown = new StringBuilder(Math.Min(text.Length, most) + 1);
        var bytes = 0;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var isWhole = Rune.DecodeFromUtf16(rest, out var rune, out var taken) == OperationStatus.Done;
            var part = rest[..taken];
            if (!isWhole || UnseenCharacters.IsOne(rune))
            {
                part = rune.Value is '\r' or '\n' or '\t' ? " " : UnseenCharacters.Escaped(part);
            }

            bytes += Encoding.UTF8.GetByteCount(part);
            if (bytes > most)
            {
                break;
            }

            shown.Append(part);
            rest = rest[taken..];
        }

        return shown.ToString();
    }
}
