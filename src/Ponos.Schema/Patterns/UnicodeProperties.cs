using System.Collections.Frozen;
using System.Globalization;

namespace Ponos.Schema.Patterns;

/// <summary>
/// Unicode property escapes (ECMA-262, section 22.2.1, <c>UnicodePropertyValueExpression</c>): general categories, scripts and the
/// properties that are true or false.
/// </summary>
internal static class UnicodeProperties
{
    private const string File = "unicode-properties.txt";

    private static readonly FrozenDictionary<string, UnicodeCategory[]> Categories =
        new Dictionary<string, UnicodeCategory[]>(StringComparer.Ordinal)
        {
            ["Lu"] = [UnicodeCategory.UppercaseLetter],
            ["Ll"] = [UnicodeCategory.LowercaseLetter],
            ["Lt"] = [UnicodeCategory.TitlecaseLetter],
            ["LC"] = [UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.TitlecaseLetter],
            ["Lm"] = [UnicodeCategory.ModifierLetter],
            ["Lo"] = [UnicodeCategory.OtherLetter],
            ["L"] =
            [
                UnicodeCategory.UppercaseLetter,
                UnicodeCategory.LowercaseLetter,
                UnicodeCategory.TitlecaseLetter,
                UnicodeCategory.ModifierLetter,
                UnicodeCategory.OtherLetter,
            ],
            ["Mn"] = [UnicodeCategory.NonSpacingMark],
            ["Mc"] = [UnicodeCategory.SpacingCombiningMark],
            ["Me"] = [UnicodeCategory.EnclosingMark],
            ["M"] = [UnicodeCategory.NonSpacingMark, UnicodeCategory.SpacingCombiningMark, UnicodeCategory.EnclosingMark],
            ["Nd"] = [UnicodeCategory.DecimalDigitNumber],
            ["Nl"] = [UnicodeCategory.LetterNumber],
            ["No"] = [UnicodeCategory.OtherNumber],
            ["N"] = [UnicodeCategory.DecimalDigitNumber, UnicodeCategory.LetterNumber, UnicodeCategory.OtherNumber],
            ["Pc"] = [UnicodeCategory.ConnectorPunctuation],
            ["Pd"] = [UnicodeCategory.DashPunctuation],
            ["Ps"] = [UnicodeCategory.OpenPunctuation],
            ["Pe"] = [UnicodeCategory.ClosePunctuation],
            ["Pi"] = [UnicodeCategory.InitialQuotePunctuation],
            ["Pf"] = [UnicodeCategory.FinalQuotePunctuation],
            ["Po"] = [UnicodeCategory.OtherPunctuation],
            ["P"] =
            [
                UnicodeCategory.ConnectorPunctuation,
                UnicodeCategory.DashPunctuation,
                UnicodeCategory.OpenPunctuation,
                UnicodeCategory.ClosePunctuation,
                UnicodeCategory.InitialQuotePunctuation,
                UnicodeCategory.FinalQuotePunctuation,
                UnicodeCategory.OtherPunctuation,
            ],
            ["Sm"] = [UnicodeCategory.MathSymbol],
            ["Sc"] = [UnicodeCategory.CurrencySymbol],
            ["Sk"] = [UnicodeCategory.ModifierSymbol],
            ["So"] = [UnicodeCategory.OtherSymbol],
            ["S"] =
            [
                UnicodeCategory.MathSymbol,
                UnicodeCategory.CurrencySymbol,
                UnicodeCategory.ModifierSymbol,
                UnicodeCategory.OtherSymbol,
            ],
            ["Zs"] = [UnicodeCategory.SpaceSeparator],
            ["Zl"] = [UnicodeCategory.LineSeparator],
            ["Zp"] = [UnicodeCategory.ParagraphSeparator],
            ["Z"] = [UnicodeCategory.SpaceSeparator, UnicodeCategory.LineSeparator, UnicodeCategory.ParagraphSeparator],
            ["Cc"] = [UnicodeCategory.Control],
            ["Cf"] = [UnicodeCategory.Format],
            ["Cs"] = [UnicodeCategory.Surrogate],
            ["Co"] = [UnicodeCategory.PrivateUse],
            ["Cn"] = [UnicodeCategory.OtherNotAssigned],
            ["C"] =
            [
                UnicodeCategory.Control,
                UnicodeCategory.Format,
                UnicodeCategory.Surrogate,
                UnicodeCategory.PrivateUse,
                UnicodeCategory.OtherNotAssigned,
            ],
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> LongNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Uppercase_Letter"] = "Lu", ["Lowercase_Letter"] = "Ll", ["Titlecase_Letter"] = "Lt", ["Cased_Letter"] = "LC",
        ["Modifier_Letter"] = "Lm", ["Other_Letter"] = "Lo", ["Letter"] = "L", ["Nonspacing_Mark"] = "Mn", ["Spacing_Mark"] = "Mc",
        ["Enclosing_Mark"] = "Me", ["Mark"] = "M", ["Combining_Mark"] = "M", ["Decimal_Number"] = "Nd", ["digit"] = "Nd",
        ["Letter_Number"] = "Nl", ["Other_Number"] = "No", ["Number"] = "N", ["Connector_Punctuation"] = "Pc", ["Dash_Punctuation"] = "Pd",
        ["Open_Punctuation"] = "Ps", ["Close_Punctuation"] = "Pe", ["Initial_Punctuation"] = "Pi", ["Final_Punctuation"] = "Pf",
        ["Other_Punctuation"] = "Po", ["Punctuation"] = "P", ["punct"] = "P", ["Math_Symbol"] = "Sm", ["Currency_Symbol"] = "Sc",
        ["Modifier_Symbol"] = "Sk", ["Other_Symbol"] = "So", ["Symbol"] = "S", ["Space_Separator"] = "Zs", ["Line_Separator"] = "Zl",
        ["Paragraph_Separator"] = "Zp", ["Separator"] = "Z", ["Control"] = "Cc", ["cntrl"] = "Cc", ["Format"] = "Cf", ["Surrogate"] = "Cs",
        ["Private_Use"] = "Co", ["Unassigned"] = "Cn", ["Other"] = "C",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Looking through all of Unicode takes milliseconds; a pattern may name a property many times.
    private static readonly FrozenDictionary<string, Lazy<CodePointSet>> Sets =
        Categories.ToFrozenDictionary(
            category => category.Key, category => new Lazy<CodePointSet>(() => Collect(category.Value)), StringComparer.Ordinal);

    private static readonly Lazy<FrozenDictionary<string, string>> Tables = new(ReadTables);

    /// <summary>Whether there is such a property.</summary>
    public static bool Knows(string expression) =>
        CategoryOf(expression) is not null || TableOf(expression) is not null || IsSimple(expression);

    /// <summary>The code points with a property that <see cref="Knows"/> knows.</summary>
    public static CodePointSet Find(string expression) => expression switch
    {
        "Any" => new CodePointSet((0, CodePointSet.Last)),
        "ASCII" => new CodePointSet((0, 0x7F)),
        "ASCII_Hex_Digit" or "AHex" => new CodePointSet(('0', '9'), ('A', 'F'), ('a', 'f')),
        "Assigned" => Sets["Cn"].Value.Invert(),
        _ => CategoryOf(expression) is { } category ? Sets[category].Value : new CodePointSet(Ranges(TableOf(expression)!)),
    };

    /// <summary>The expression that someone meant who wrote one of another language; <see langword="null"/> when that is unknown.</summary>
    public static string? Nearest(string expression)
    {
        var bare = expression.StartsWith("Is", StringComparison.Ordinal) || expression.StartsWith("In", StringComparison.Ordinal)
            ? expression[2..]
            : expression;
        return TableOf("Script=" + bare) is not null ? "Script=" + bare : bare != expression && Knows(bare) ? bare : null;
    }

    private static bool IsSimple(string expression) => expression is "Any" or "ASCII" or "ASCII_Hex_Digit" or "AHex" or "Assigned";

    private static string? CategoryOf(string expression)
    {
        var equals = expression.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0 && expression[..equals] is not ("General_Category" or "gc"))
        {
            return null;
        }

        var name = expression[(equals + 1)..];
        name = LongNames.GetValueOrDefault(name, name);
        return Categories.ContainsKey(name) ? name : null;
    }

    private static string? TableOf(string expression)
    {
        var equals = expression.IndexOf('=', StringComparison.Ordinal);
        var kind = equals < 0 ? string.Empty : expression[..equals] switch
        {
            "Script" or "sc" => "sc:",
            "Script_Extensions" or "scx" => "scx:",
            _ => null,
        };
        return kind is null || expression.Contains(':', StringComparison.Ordinal)
            ? null
            : Tables.Value.GetValueOrDefault(kind + expression[(equals + 1)..]);
    }

    /// <summary>The file's lines by their names. <c>tests/record-unicode-properties.mjs</c> writes it.</summary>
    private static FrozenDictionary<string, string> ReadTables()
    {
        using var reader = new StreamReader(typeof(UnicodeProperties).Assembly.GetManifestResourceStream(File)!);
        var tables = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            foreach (var name in equals < 0 ? [] : line[..equals].Split(' '))
            {
                tables.Add(name, line[(equals + 1)..]);
            }
        }

        return tables.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Reads ranges: how far each begins behind the one before, and how far it goes, in base 36.</summary>
    private static IEnumerable<(int First, int Last)> Ranges(string table)
    {
        var at = 0;
        foreach (var range in table.Split(' '))
        {
            var dash = range.IndexOf('-', StringComparison.Ordinal);
            var first = at + Number(dash < 0 ? range : range[..dash]);
            var last = first + (dash < 0 ? 0 : Number(range[(dash + 1)..]));
            yield return (first, last);
            at = last + 1;
        }
    }

    private static int Number(string digits) =>
        digits.Aggregate(0, (number, digit) => (number * 36) + (digit <= '9' ? digit - '0' : digit - 'a' + 10));

    private static CodePointSet Collect(UnicodeCategory[] categories)
    {
        var ranges = new List<(int First, int Last)>();
        var first = -1;
        for (var codePoint = 0; codePoint <= CodePointSet.Last + 1; codePoint++)
        {
            var isIn = codePoint <= CodePointSet.Last && Array.IndexOf(categories, CharUnicodeInfo.GetUnicodeCategory(codePoint)) >= 0;
            if (isIn && first < 0)
            {
                first = codePoint;
            }
            else if (!isIn && first >= 0)
            {
                ranges.Add((first, codePoint - 1));
                first = -1;
            }
        }

        return new CodePointSet(ranges);
    }
}
