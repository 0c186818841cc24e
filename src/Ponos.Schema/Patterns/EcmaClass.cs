namespace Ponos.Schema.Patterns;

/// <summary>Reads character classes, in brackets and as escapes.</summary>
internal static class EcmaClass
{
    /// <summary>A class in brackets.</summary>
    public static CodePointSet Read(ref EcmaCursor cursor)
    {
        cursor.Next();
        var inverted = cursor.TryTake('^');
        var set = new CodePointSet();
        while (!cursor.TryTake(']'))
        {
            if (cursor.IsAtEnd)
            {
                throw cursor.Error("a character class is not closed");
            }

            var first = Member(ref cursor, set);
            if (cursor.Peek != '-' || cursor.PeekAfter is ']' or '\0')
            {
                Add(set, first);
                continue;
            }

            cursor.Next();
            var last = Member(ref cursor, set);
            if (first is null || last is null)
            {
                // Annex B: a hyphen next to a class stands for itself.
                Add(set, first);
                Add(set, '-');
                Add(set, last);
            }
            else
            {
                set.Add(first.Value, last >= first ? last.Value : throw cursor.Error("a range's ends are out of order"));
            }
        }

        return inverted ? set.Invert() : set;
    }

    /// <summary>An escape that stands for many characters, or <see langword="null"/> when the next is none.</summary>
    public static CodePointSet? TryReadSet(ref EcmaCursor cursor)
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
            'd' => CodePointSet.Digit(),
            'w' => CodePointSet.Word(),
            's' => CodePointSet.Space(),
            _ => Property(ref cursor),
        };
        return char.IsUpper(kind) ? set.Invert() : set;
    }

    private static CodePointSet Property(ref EcmaCursor cursor)
    {
        if (!cursor.TryTake('{'))
        {
            throw cursor.Error("\\p must be followed by a property in braces");
        }

        var name = new System.Text.StringBuilder();
        while (!cursor.TryTake('}'))
        {
            name.Append(new System.Text.Rune(cursor.Next()));
        }

        return UnicodeProperties.Find(name.ToString())
            ?? throw cursor.Error($"the property {name} is not one of the general categories, Any, ASCII, ASCII_Hex_Digit and Assigned, which are all that are known");
    }

    /// <summary>One character of a class, or <see langword="null"/> after adding a set.</summary>
    private static int? Member(ref EcmaCursor cursor, CodePointSet set)
    {
        if (cursor.Peek != '\\')
        {
            return cursor.Next();
        }

        if (TryReadSet(ref cursor) is { } escaped)
        {
            set.Add(escaped);
            return null;
        }

        if (cursor.TryTake(@"\b"))
        {
            return '\b';
        }

        return cursor.CharacterEscape();
    }

    private static void Add(CodePointSet set, int? codePoint)
    {
        if (codePoint is { } value)
        {
            set.Add(value);
        }
    }
}
