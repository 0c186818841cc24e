namespace Ponos.Schema.Patterns;

/// <summary>Reads character classes, in brackets and as escapes.</summary>
internal static class EcmaClass
{
    /// <summary>A class in brackets.</summary>
    /// <param name="cursor">At the bracket.</param>
    /// <param name="isKept">Whether the characters are wanted, or only whether it is a class.</param>
    public static CodePointSet Read(ref EcmaCursor cursor, bool isKept)
    {
        cursor.Next();
        var inverted = cursor.TryTake('^');
        var ranges = new List<(int First, int Last)>();
        while (!cursor.TryTake(']'))
        {
            if (cursor.IsAtEnd)
            {
                throw cursor.Error("a character class is not closed");
            }

            var first = Member(ref cursor, ranges, isKept);
            if (cursor.Peek != '-' || cursor.PeekAfter is ']' or '\0')
            {
                Add(first, first);
                continue;
            }

            cursor.Next();
            var last = Member(ref cursor, ranges, isKept);
            if (first is null || last is null)
            {
                // Annex B: a hyphen next to a class stands for itself.
                Add(first, first);
                Add('-', '-');
                Add(last, last);
            }
            else
            {
                Add(first, last >= first ? last : throw cursor.Error("a range's ends are out of order"));
            }
        }

        var set = new CodePointSet(ranges);
        return inverted ? set.Invert() : set;

        void Add(int? from, int? to)
        {
            if (isKept && from is { } first && to is { } last)
            {
                ranges.Add((first, last));
            }
        }
    }

    /// <summary>An escape that stands for many characters, or <see langword="null"/> when the next is none.</summary>
    public static CodePointSet? TryReadSet(ref EcmaCursor cursor, bool isKept)
    {
        var kind = cursor.PeekAfter;
        if (cursor.Peek != '\\' || kind is not ('d' or 'D' or 'w' or 'W' or 's' or 'S' or 'p' or 'P'))
        {
            return null;
        }

        cursor.Next();
        cursor.Next();
        var set = char.ToLowerInvariant(kind) switch
        {
            'd' => CodePointSet.Digit,
            'w' => CodePointSet.Word,
            's' => CodePointSet.Space,
            _ => Property(ref cursor, isKept),
        };
        return char.IsUpper(kind) && isKept ? set.Invert() : set;
    }

    private static CodePointSet Property(ref EcmaCursor cursor, bool isKept)
    {
        if (!cursor.TryTake('{'))
        {
            throw cursor.Error("\\p must be followed by a property in braces");
        }

        var name = cursor.UpTo('}');
        if (!UnicodeProperties.Knows(name))
        {
            throw cursor.Error($"the property {name} is not one of ECMA-262; {(UnicodeProperties.Nearest(name) is { } nearest
                ? $"did you mean \\p{{{nearest}}}?"
                : "write a general category such as L or Lu, a script such as Script=Greek, or a property such as Alphabetic")}");
        }

        return isKept ? UnicodeProperties.Find(name) : CodePointSet.Empty;
    }

    /// <summary>One character of a class, or <see langword="null"/> after adding those of an escape that stands for many.</summary>
    private static int? Member(ref EcmaCursor cursor, List<(int First, int Last)> ranges, bool isKept)
    {
        if (cursor.Peek != '\\')
        {
            return cursor.Next();
        }

        if (TryReadSet(ref cursor, isKept) is { } escaped)
        {
            ranges.AddRange(isKept ? escaped.Ranges : []);
            return null;
        }

        return cursor.TryTake(@"\b") ? '\b' : cursor.CharacterEscape();
    }
}
