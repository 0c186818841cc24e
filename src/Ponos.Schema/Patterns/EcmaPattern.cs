using System.Globalization;
using System.Text;

namespace Ponos.Schema.Patterns;

/// <summary>An expression for .NET, or what is wrong with the one of ECMA-262.</summary>
/// <param name="Pattern">The expression.</param>
/// <param name="NeedsBacktracking">Whether it uses what only a backtracking engine can do.</param>
/// <param name="Sequence">The same as a sequence of ASCII classes, when it is one.</param>
/// <param name="Error">What is wrong, or <see langword="null"/>.</param>
internal readonly record struct EcmaTranslation(string Pattern, bool NeedsBacktracking, AsciiSequence? Sequence, string? Error);

/// <summary>
/// Translates regular expressions of ECMA-262 (section 22.2, with the flag <c>u</c>, as JSON Schema Core 2020-12, section 6.4,
/// recommends) to .NET's. Like engines on the web (annex B) it takes escaped punctuation, and braces and brackets that stand alone, for themselves.
/// </summary>
internal ref struct EcmaPattern
{
    private const int MaxNesting = 200;
    private const string WordBoundary = "(?:(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])|(?<![A-Za-z0-9_])(?=[A-Za-z0-9_]))";
    private const string NoWordBoundary = "(?:(?<=[A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<![A-Za-z0-9_])(?![A-Za-z0-9_]))";

    private readonly StringBuilder _output = new();
    private readonly AsciiSequence _sequence = new();
    private readonly EcmaGroups _groups;
    private EcmaCursor _cursor;
    private readonly bool _isWritten;
    private bool _needsBacktracking;
    private int _nesting;

    private EcmaPattern(string source, bool isWritten)
    {
        _isWritten = isWritten;
        _cursor = new EcmaCursor(source);
        _groups = EcmaGroups.Of(source);
    }

    /// <summary>Is it a regular expression at all? Takes time linear in it.</summary>
    public static bool IsValid(string source) => Translate(new EcmaPattern(source, isWritten: false)).Error is null;

    public static EcmaTranslation Translate(string source) => Translate(new EcmaPattern(source, isWritten: true));

    private static EcmaTranslation Translate(EcmaPattern pattern)
    {
        try
        {
            if (pattern._groups.RepeatedName is { } name)
            {
                throw new FormatException($"two groups have the name {name}");
            }

            pattern.Disjunction();
            return pattern._cursor.IsAtEnd
                ? new EcmaTranslation(pattern._output.ToString(), pattern._needsBacktracking, pattern._sequence.IsComplete ? pattern._sequence : null, null)
                : throw pattern._cursor.Error("a parenthesis is closed that was not opened");
        }
        catch (FormatException e)
        {
            return new EcmaTranslation(string.Empty, false, null, e.Message);
        }
    }

    private void Disjunction()
    {
        if (++_nesting > MaxNesting)
        {
            throw _cursor.Error($"groups are nested deeper than {MaxNesting} levels");
        }

        while (!_cursor.IsAtEnd && _cursor.Peek != ')')
        {
            if (_cursor.TryTake('|'))
            {
                _output.Append('|');
                _sequence.Refuse();
            }
            else
            {
                Term();
            }
        }

        _nesting--;
    }

    private void Term()
    {
        var start = _output.Length;
        if (Assertion())
        {
            return;
        }

        var set = Atom();
        if (EcmaQuantifier.TryRead(ref _cursor, out var quantifier))
        {
            // What was written for the atom may be more than one of .NET's atoms.
            _output.Insert(start, "(?:").Append(')').Append(quantifier.ToString());
        }
        else
        {
            quantifier = new EcmaQuantifier(1, 1, false);
        }

        if (set is null)
        {
            _sequence.Refuse();
        }
        else
        {
            _sequence.Add(set, quantifier.Least, quantifier.Most);
        }
    }

    /// <summary>What matches a place rather than a character, and may not be repeated.</summary>
    private bool Assertion()
    {
        if (_cursor.TryTake('^'))
        {
            _output.Append(@"\A");
            _sequence.Open();
        }
        else if (_cursor.TryTake('$'))
        {
            // .NET's own $ also matches before a last line feed.
            _output.Append(@"\z");
            _sequence.Close();
        }
        else if (_cursor.TryTake(@"\b"))
        {
            _output.Append(WordBoundary);
            RequireBacktracking();
        }
        else if (_cursor.TryTake(@"\B"))
        {
            _output.Append(NoWordBoundary);
            RequireBacktracking();
        }
        else if (_cursor.TryTake("(?=") || _cursor.TryTake("(?!") || _cursor.TryTake("(?<=") || _cursor.TryTake("(?<!"))
        {
            _output.Append(_cursor.Taken);
            RequireBacktracking();
            CloseGroup();
        }
        else
        {
            return false;
        }

        if (EcmaQuantifier.TryRead(ref _cursor, out _))
        {
            throw _cursor.Error("an assertion cannot be repeated");
        }

        return true;
    }

    /// <returns>The characters that the atom stands for, when it stands for one of them.</returns>
    private CodePointSet? Atom()
    {
        switch (_cursor.Peek)
        {
            case '.':
                _cursor.Next();
                return Set(CodePointSet.LineTerminator().Invert());
            case '(':
                Group();
                return null;
            case '[':
                return Set(EcmaClass.Read(ref _cursor));
            case '\\':
                return AtomEscape();
            case '*' or '+' or '?':
                throw _cursor.Error("there is nothing to repeat");
            case '{' when EcmaQuantifier.TryRead(ref _cursor, out _):
                throw _cursor.Error("there is nothing to repeat");
            default:
                return Literal(_cursor.Next());
        }
    }

    private void Group()
    {
        // Groups keep their number only where something refers back to them.
        if (_cursor.TryTake("(?:"))
        {
            _output.Append("(?:");
        }
        else if (_cursor.TryTake("(?<"))
        {
            _cursor.GroupName();
            _output.Append(_groups.AreReferredTo ? "(" : "(?:");
        }
        else if (_cursor.TryTake("(?"))
        {
            throw _cursor.Error("this kind of group does not exist");
        }
        else
        {
            _cursor.Next();
            _output.Append(_groups.AreReferredTo ? "(" : "(?:");
        }

        CloseGroup();
    }

    private void CloseGroup()
    {
        Disjunction();
        if (!_cursor.TryTake(')'))
        {
            throw _cursor.Error("a parenthesis is not closed");
        }

        _output.Append(')');
    }

    private CodePointSet? AtomEscape()
    {
        if (_cursor.TryTake(@"\k<"))
        {
            var name = _cursor.GroupName();
            BackReference(_groups.NumberOf(name) ?? throw _cursor.Error($"no group has the name {name}"));
            return null;
        }

        if (_cursor.PeekAfter is >= '1' and <= '9')
        {
            _cursor.Next();
            var number = _cursor.Number();
            BackReference(number <= _groups.Count ? (int)number : throw _cursor.Error($"there is no group {number}"));
            return null;
        }

        return EcmaClass.TryReadSet(ref _cursor) is { } set ? Set(set) : Literal(_cursor.CharacterEscape());
    }

    private void BackReference(int number)
    {
        // A group that took no part matches the empty string, which .NET would refuse.
        _output.Append(CultureInfo.InvariantCulture, $"(?({number})\\{number})");
        RequireBacktracking();
    }

    private void RequireBacktracking()
    {
        _needsBacktracking = true;
        _sequence.Refuse();
    }

    private readonly CodePointSet Set(CodePointSet set)
    {
        // A property is written out as hundreds of ranges, which nobody reads when only the syntax matters.
        if (_isWritten)
        {
            set.AppendTo(_output);
        }

        return set;
    }

    private readonly CodePointSet Literal(int codePoint)
    {
        if (codePoint < 0x80 && char.IsAsciiLetterOrDigit((char)codePoint))
        {
            _output.Append((char)codePoint);
            return new CodePointSet().Add(codePoint);
        }

        foreach (var unit in char.ConvertFromUtf32(codePoint))
        {
            _output.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
        }

        return new CodePointSet().Add(codePoint);
    }
}
