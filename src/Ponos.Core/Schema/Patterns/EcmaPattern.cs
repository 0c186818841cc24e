using System.Globalization;
using System.Text;

namespace Ponos.Schema;

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

    private readonly StringBuilder output = new();
    private readonly AsciiSequence sequence = new();
    private readonly EcmaGroups groups;
    private EcmaCursor cursor;
    private readonly bool isWritten;
    private bool needsBacktracking;
    private int nesting;

    private EcmaPattern(string source, bool isWritten)
    {
        this.isWritten = isWritten;
        cursor = new EcmaCursor(source);
        groups = EcmaGroups.Of(source);
    }

    /// <summary>Is it a regular expression at all? Takes time linear in it.</summary>
    public static bool IsValid(string source) => Translate(new EcmaPattern(source, isWritten: false)).Error is null;

    public static EcmaTranslation Translate(string source) => Translate(new EcmaPattern(source, isWritten: true));

    private static EcmaTranslation Translate(EcmaPattern pattern)
    {
        try
        {
            if (pattern.groups.RepeatedName is { } name)
            {
                throw new FormatException($"two groups have the name {name}");
            }

            pattern.Disjunction();
            return pattern.cursor.IsAtEnd
                ? new EcmaTranslation(pattern.output.ToString(), pattern.needsBacktracking, pattern.sequence.IsComplete ? pattern.sequence : null, null)
                : throw pattern.cursor.Error("a parenthesis is closed that was not opened");
        }
        catch (FormatException e)
        {
            return new EcmaTranslation(string.Empty, false, null, e.Message);
        }
    }

    private void Disjunction()
    {
        if (++nesting > MaxNesting)
        {
            throw cursor.Error($"groups are nested deeper than {MaxNesting} levels");
        }

        while (!cursor.IsAtEnd && cursor.Peek != ')')
        {
            if (cursor.TryTake('|'))
            {
                output.Append('|');
                sequence.Refuse();
            }
            else
            {
                Term();
            }
        }

        nesting--;
    }

    private void Term()
    {
        var start = output.Length;
        if (Assertion())
        {
            return;
        }

        var set = Atom();
        if (EcmaQuantifier.TryRead(ref cursor, out var quantifier))
        {
            // What was written for the atom may be more than one of .NET's atoms.
            output.Insert(start, "(?:").Append(')').Append(quantifier.ToString());
        }
        else
        {
            quantifier = new EcmaQuantifier(1, 1, false);
        }

        if (set is null)
        {
            sequence.Refuse();
        }
        else
        {
            sequence.Add(set, quantifier.Least, quantifier.Most);
        }
    }

    /// <summary>What matches a place rather than a character, and may not be repeated.</summary>
    private bool Assertion()
    {
        if (cursor.TryTake('^'))
        {
            output.Append(@"\A");
            sequence.Open();
        }
        else if (cursor.TryTake('$'))
        {
            // .NET's own $ also matches before a last line feed.
            output.Append(@"\z");
            sequence.Close();
        }
        else if (cursor.TryTake(@"\b"))
        {
            output.Append(WordBoundary);
            RequireBacktracking();
        }
        else if (cursor.TryTake(@"\B"))
        {
            output.Append(NoWordBoundary);
            RequireBacktracking();
        }
        else if (cursor.TryTake("(?=") || cursor.TryTake("(?!") || cursor.TryTake("(?<=") || cursor.TryTake("(?<!"))
        {
            output.Append(cursor.Taken);
            RequireBacktracking();
            CloseGroup();
        }
        else
        {
            return false;
        }

        if (EcmaQuantifier.TryRead(ref cursor, out _))
        {
            throw cursor.Error("an assertion cannot be repeated");
        }

        return true;
    }

    /// <returns>The characters that the atom stands for, when it stands for one of them.</returns>
    private CodePointSet? Atom()
    {
        switch (cursor.Peek)
        {
            case '.':
                cursor.Next();
                return Set(CodePointSet.LineTerminator().Invert());
            case '(':
                Group();
                return null;
            case '[':
                return Set(EcmaClass.Read(ref cursor));
            case '\\':
                return AtomEscape();
            case '*' or '+' or '?':
                throw cursor.Error("there is nothing to repeat");
            case '{' when EcmaQuantifier.TryRead(ref cursor, out _):
                throw cursor.Error("there is nothing to repeat");
            default:
                return Literal(cursor.Next());
        }
    }

    private void Group()
    {
        // Groups keep their number only where something refers back to them.
        if (cursor.TryTake("(?:"))
        {
            output.Append("(?:");
        }
        else if (cursor.TryTake("(?<"))
        {
            cursor.GroupName();
            output.Append(groups.AreReferredTo ? "(" : "(?:");
        }
        else if (cursor.TryTake("(?"))
        {
            throw cursor.Error("this kind of group does not exist");
        }
        else
        {
            cursor.Next();
            output.Append(groups.AreReferredTo ? "(" : "(?:");
        }

        CloseGroup();
    }

    private void CloseGroup()
    {
        Disjunction();
        if (!cursor.TryTake(')'))
        {
            throw cursor.Error("a parenthesis is not closed");
        }

        output.Append(')');
    }

    private CodePointSet? AtomEscape()
    {
        if (cursor.TryTake(@"\k<"))
        {
            var name = cursor.GroupName();
            BackReference(groups.NumberOf(name) ?? throw cursor.Error($"no group has the name {name}"));
            return null;
        }

        if (cursor.PeekAfter is >= '1' and <= '9')
        {
            cursor.Next();
            var number = cursor.Number();
            BackReference(number <= groups.Count ? (int)number : throw cursor.Error($"there is no group {number}"));
            return null;
        }

        return EcmaClass.TryReadSet(ref cursor) is { } set ? Set(set) : Literal(cursor.CharacterEscape());
    }

    private void BackReference(int number)
    {
        // A group that took no part matches the empty string, which .NET would refuse.
        output.Append(CultureInfo.InvariantCulture, $"(?({number})\\{number})");
        RequireBacktracking();
    }

    private void RequireBacktracking()
    {
        needsBacktracking = true;
        sequence.Refuse();
    }

    private readonly CodePointSet Set(CodePointSet set)
    {
        // A property is written out as hundreds of ranges, which nobody reads when only the syntax matters.
        if (isWritten)
        {
            set.AppendTo(output);
        }

        return set;
    }

    private readonly CodePointSet Literal(int codePoint)
    {
        if (codePoint < 0x80 && char.IsAsciiLetterOrDigit((char)codePoint))
        {
            output.Append((char)codePoint);
            return new CodePointSet().Add(codePoint);
        }

        foreach (var unit in char.ConvertFromUtf32(codePoint))
        {
            output.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
        }

        return new CodePointSet().Add(codePoint);
    }
}
