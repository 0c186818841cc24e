using System.Globalization;
using System.Text;

namespace Ponos.Schema;

/// <summary>An expression for .NET, or what is wrong with the one of ECMA-262.</summary>
internal readonly record struct EcmaTranslation(string Pattern, bool NeedsBacktracking, string? Error);

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
    private readonly EcmaGroups groups;
    private EcmaCursor cursor;
    private bool needsBacktracking;
    private int nesting;

    private EcmaPattern(string source)
    {
        cursor = new EcmaCursor(source);
        groups = EcmaGroups.Of(source);
    }

    public static EcmaTranslation Translate(string source)
    {
        var pattern = new EcmaPattern(source);
        try
        {
            if (pattern.groups.RepeatedName is { } name)
            {
                throw new FormatException($"two groups have the name {name}");
            }

            pattern.Disjunction();
            return pattern.cursor.IsAtEnd
                ? new EcmaTranslation(pattern.output.ToString(), pattern.needsBacktracking, null)
                : throw pattern.cursor.Error("a parenthesis is closed that was not opened");
        }
        catch (FormatException e)
        {
            return new EcmaTranslation(string.Empty, false, e.Message);
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

        Atom();
        if (EcmaQuantifier.TryRead(ref cursor, out var quantifier))
        {
            // What was written for the atom may be more than one of .NET's atoms.
            output.Insert(start, "(?:").Append(')').Append(quantifier);
        }
    }

    /// <summary>What matches a place rather than a character, and may not be repeated.</summary>
    private bool Assertion()
    {
        if (cursor.TryTake('^'))
        {
            output.Append(@"\A");
        }
        else if (cursor.TryTake('$'))
        {
            // .NET's own $ also matches before a last line feed.
            output.Append(@"\z");
        }
        else if (cursor.TryTake(@"\b"))
        {
            output.Append(WordBoundary);
            needsBacktracking = true;
        }
        else if (cursor.TryTake(@"\B"))
        {
            output.Append(NoWordBoundary);
            needsBacktracking = true;
        }
        else if (cursor.TryTake("(?=") || cursor.TryTake("(?!") || cursor.TryTake("(?<=") || cursor.TryTake("(?<!"))
        {
            output.Append(cursor.Taken);
            needsBacktracking = true;
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

    private void Atom()
    {
        var at = cursor.Peek;
        switch (at)
        {
            case '.':
                cursor.Next();
                CodePointSet.LineTerminator().Invert().AppendTo(output);
                break;
            case '(':
                Group();
                break;
            case '[':
                EcmaClass.Read(ref cursor).AppendTo(output);
                break;
            case '\\':
                AtomEscape();
                break;
            case '*' or '+' or '?':
                throw cursor.Error("there is nothing to repeat");
            case '{' when EcmaQuantifier.TryRead(ref cursor, out _):
                throw cursor.Error("there is nothing to repeat");
            default:
                Literal(cursor.Next());
                break;
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

    private void AtomEscape()
    {
        if (cursor.TryTake(@"\k<"))
        {
            var name = cursor.GroupName();
            BackReference(groups.NumberOf(name) ?? throw cursor.Error($"no group has the name {name}"));
        }
        else if (cursor.PeekAfter is >= '1' and <= '9')
        {
            cursor.Next();
            var number = cursor.Number();
            BackReference(number <= groups.Count ? (int)number : throw cursor.Error($"there is no group {number}"));
        }
        else if (EcmaClass.TryReadSet(ref cursor) is { } set)
        {
            set.AppendTo(output);
        }
        else
        {
            Literal(cursor.CharacterEscape());
        }
    }

    private void BackReference(int number)
    {
        // A group that took no part matches the empty string, which .NET would refuse.
        output.Append(CultureInfo.InvariantCulture, $"(?({number})\\{number})");
        needsBacktracking = true;
    }

    private readonly void Literal(int codePoint)
    {
        if (codePoint < 0x80 && char.IsAsciiLetterOrDigit((char)codePoint))
        {
            output.Append((char)codePoint);
            return;
        }

        foreach (var unit in char.ConvertFromUtf32(codePoint))
        {
            output.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
        }
    }
}
