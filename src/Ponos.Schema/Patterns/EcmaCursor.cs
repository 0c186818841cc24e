using System.Globalization;
using System.Text;

namespace Ponos.Schema.Patterns;

/// <summary>Reads the source of a regular expression code point by code point.</summary>
internal ref struct EcmaCursor(string source)
{
    private readonly string _source = source;
    private int _at;

    public readonly bool IsAtEnd => _at >= _source.Length;

    public readonly char Peek => IsAtEnd ? '\0' : _source[_at];

    public readonly char PeekAfter => _at + 1 < _source.Length ? _source[_at + 1] : '\0';

    public int Position { readonly get => _at; set => _at = value; }

    /// <summary>What <see cref="TryTake(string)"/> took last.</summary>
    public string Taken { get; private set; } = string.Empty;

    public readonly FormatException Error(string reason) => new($"{reason}, at character {_at + 1}");

    public int Next()
    {
        if (IsAtEnd)
        {
            throw Error("it ends too early");
        }

        if (!Rune.TryGetRuneAt(_source, _at, out var rune))
        {
            throw Error("it has half of a surrogate pair");
        }

        _at += rune.Utf16SequenceLength;
        return rune.Value;
    }

    public bool TryTake(char expected)
    {
        if (IsAtEnd || _source[_at] != expected)
        {
            return false;
        }

        _at++;
        return true;
    }

    public bool TryTake(string expected)
    {
        if (!_source.AsSpan(_at).StartsWith(expected, StringComparison.Ordinal))
        {
            return false;
        }

        // (?< begins a named group as well as a look behind.
        if (expected == "(?<" && _at + 3 < _source.Length && _source[_at + 3] is '=' or '!')
        {
            return false;
        }

        _at += expected.Length;
        Taken = expected;
        return true;
    }

    /// <summary>What comes before a character, which is taken as well.</summary>
    public string UpTo(char end)
    {
        var length = _source.AsSpan(_at).IndexOf(end);
        if (length < 0)
        {
            throw Error($"a {end} is missing");
        }

        var text = _source.Substring(_at, length);
        _at += length + 1;
        return text;
    }

    /// <summary>Decimal digits; more than any count could be is cut to that.</summary>
    public long Number()
    {
        var number = 0L;
        while (!IsAtEnd && char.IsAsciiDigit(_source[_at]))
        {
            number = Math.Min((number * 10) + (_source[_at++] - '0'), int.MaxValue);
        }

        return number;
    }

    /// <summary>A group's name and the bracket after it.</summary>
    public string GroupName()
    {
        var name = new StringBuilder();
        while (!TryTake('>'))
        {
            var codePoint = Peek == '\\' && PeekAfter == 'u' ? CharacterEscape() : Next();
            var rune = new Rune(codePoint);
            if (!Rune.IsLetter(rune) && codePoint is not ('$' or '_') && (name.Length == 0 || !IsNamePart(rune)))
            {
                throw Error("a group's name may have letters, digits, $ and _ only");
            }

            name.Append(rune);
        }

        return name.Length == 0 ? throw Error("a group's name is empty") : name.ToString();
    }

    /// <summary>A backslash and what it stands for, when that is one character.</summary>
    public int CharacterEscape()
    {
        Next();
        var kind = Next();
        switch (kind)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'v':
                return '\v';
            case 'f':
                return '\f';
            case 'r':
                return '\r';
            case '0' when !char.IsAsciiDigit(Peek):
                return 0;
            case 'c' when char.IsAsciiLetter(Peek):
                return Next() % 32;
            case 'x':
                return Hex(2);
            case 'u':
                return UnicodeEscape();
            default:
                return kind < 0x80 && !char.IsAsciiLetterOrDigit((char)kind)
                    ? kind
                    : throw Error($"\\{new Rune(kind)} is not an escape of ECMA-262");
        }
    }

    private static bool IsNamePart(Rune rune) =>
        Rune.IsDigit(rune)
        || rune.Value is 0x200C or 0x200D
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.LetterNumber;

    private int UnicodeEscape()
    {
        if (TryTake('{'))
        {
            var end = _source.IndexOf('}', _at);
            if (end <= _at
                || !int.TryParse(
                    _source.AsSpan(_at, end - _at), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                || value > CodePointSet.Last)
            {
                throw Error("\\u{…} must hold a code point");
            }

            _at = end + 1;
            return value;
        }

        // Half of a pair is a character that no document has.
        var first = (char)Hex(4);
        var start = _at;
        if (char.IsHighSurrogate(first) && TryTake(@"\u") && Peek != '{')
        {
            var second = (char)Hex(4);
            if (char.IsLowSurrogate(second))
            {
                return char.ConvertToUtf32(first, second);
            }
        }

        _at = char.IsHighSurrogate(first) ? start : _at;
        return first;
    }

    private int Hex(int digits)
    {
        if (_at + digits > _source.Length
            || !int.TryParse(_source.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            throw Error($"{digits} hexadecimal digits are missing");
        }

        _at += digits;
        return value;
    }
}
