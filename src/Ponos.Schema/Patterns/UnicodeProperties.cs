using System.Collections.Frozen;
using System.Globalization;

namespace Ponos.Schema.Patterns;

/// <summary>Unicode property escapes (ECMA-262, section 22.2.1, <c>UnicodePropertyValueExpression</c>) that .NET's own Unicode data can answer: general categories.</summary>
internal static class UnicodeProperties
{
    private static readonly FrozenDictionary<string, UnicodeCategory[]> Categories = new Dictionary<string, UnicodeCategory[]>(StringComparer.Ordinal)
    {
        ["Lu"] = [UnicodeCategory.UppercaseLetter],
        ["Ll"] = [UnicodeCategory.LowercaseLetter],
        ["Lt"] = [UnicodeCategory.TitlecaseLetter],
        ["LC"] = [UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.TitlecaseLetter],
        ["Lm"] = [UnicodeCategory.ModifierLetter],
        ["Lo"] = [UnicodeCategory.OtherLetter],
        ["L"] = [UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.TitlecaseLetter, UnicodeCategory.ModifierLetter, UnicodeCategory.OtherLetter],
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
            UnicodeCategory.ConnectorPunctuation, UnicodeCategory.DashPunctuation, UnicodeCategory.OpenPunctuation, UnicodeCategory.ClosePunctuation,
            UnicodeCategory.InitialQuotePunctuation, UnicodeCategory.FinalQuotePunctuation, UnicodeCategory.OtherPunctuation,
        ],
        ["Sm"] = [UnicodeCategory.MathSymbol],
        ["Sc"] = [UnicodeCategory.CurrencySymbol],
        ["Sk"] = [UnicodeCategory.ModifierSymbol],
        ["So"] = [UnicodeCategory.OtherSymbol],
        ["S"] = [UnicodeCategory.MathSymbol, UnicodeCategory.CurrencySymbol, UnicodeCategory.ModifierSymbol, UnicodeCategory.OtherSymbol],
        ["Zs"] = [UnicodeCategory.SpaceSeparator],
        ["Zl"] = [UnicodeCategory.LineSeparator],
        ["Zp"] = [UnicodeCategory.ParagraphSeparator],
        ["Z"] = [UnicodeCategory.SpaceSeparator, UnicodeCategory.LineSeparator, UnicodeCategory.ParagraphSeparator],
        ["Cc"] = [UnicodeCategory.Control],
        ["Cf"] = [UnicodeCategory.Format],
        ["Cs"] = [UnicodeCategory.Surrogate],
        ["Co"] = [UnicodeCategory.PrivateUse],
        ["Cn"] = [UnicodeCategory.OtherNotAssigned],
        ["C"] = [UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.Surrogate, UnicodeCategory.PrivateUse, UnicodeCategory.OtherNotAssigned],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> LongNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Uppercase_Letter"] = "Lu", ["Lowercase_Letter"] = "Ll", ["Titlecase_Letter"] = "Lt", ["Cased_Letter"] = "LC", ["Modifier_Letter"] = "Lm",
        ["Other_Letter"] = "Lo", ["Letter"] = "L", ["Nonspacing_Mark"] = "Mn", ["Spacing_Mark"] = "Mc", ["Enclosing_Mark"] = "Me", ["Mark"] = "M",
        ["Combining_Mark"] = "M", ["Decimal_Number"] = "Nd", ["digit"] = "Nd", ["Letter_Number"] = "Nl", ["Other_Number"] = "No", ["Number"] = "N",
        ["Connector_Punctuation"] = "Pc", ["Dash_Punctuation"] = "Pd", ["Open_Punctuation"] = "Ps", ["Close_Punctuation"] = "Pe",
        ["Initial_Punctuation"] = "Pi", ["Final_Punctuation"] = "Pf", ["Other_Punctuation"] = "Po", ["Punctuation"] = "P", ["punct"] = "P",
        ["Math_Symbol"] = "Sm", ["Currency_Symbol"] = "Sc", ["Modifier_Symbol"] = "Sk", ["Other_Symbol"] = "So", ["Symbol"] = "S",
        ["Space_Separator"] = "Zs", ["Line_Separator"] = "Zl", ["Paragraph_Separator"] = "Zp", ["Separator"] = "Z", ["Control"] = "Cc", ["cntrl"] = "Cc",
        ["Format"] = "Cf", ["Surrogate"] = "Cs", ["Private_Use"] = "Co", ["Unassigned"] = "Cn", ["Other"] = "C",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Looking through all of Unicode takes milliseconds; a pattern may name a property many times.
    private static readonly FrozenDictionary<string, Lazy<CodePointSet>> Sets =
        Categories.ToFrozenDictionary(category => category.Key, category => new Lazy<CodePointSet>(() => Collect(category.Value)), StringComparer.Ordinal);

    /// <summary>The code points with a property, or <see langword="null"/> when .NET cannot tell.</summary>
    public static CodePointSet? Find(string expression)
    {
        switch (expression)
        {
            case "Any":
                return new CodePointSet().Add(0, CodePointSet.Last);
            case "ASCII":
                return new CodePointSet().Add(0, 0x7F);
            case "ASCII_Hex_Digit" or "AHex":
                return new CodePointSet().Add('0', '9').Add('A', 'F').Add('a', 'f');
            case "Assigned":
                return Find("Cn")!.Invert();
            default:
                break;
        }

        var equals = expression.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0 && expression[..equals] is not ("General_Category" or "gc"))
        {
            return null;
        }

        var name = expression[(equals + 1)..];
        return Sets.TryGetValue(LongNames.GetValueOrDefault(name, name), out var set) ? set.Value : null;
    }

    private static CodePointSet Collect(UnicodeCategory[] categories)
    {
        var set = new CodePointSet();
        var first = -1;
        for (var codePoint = 0; codePoint <= CodePointSet.Last; codePoint++)
        {
            var isIn = Array.IndexOf(categories, CharUnicodeInfo.GetUnicodeCategory(codePoint)) >= 0;
            if (isIn && first < 0)
            {
                first = codePoint;
            }
            else if (!isIn && first >= 0)
            {
                set.Add(first, codePoint - 1);
                first = -1;
            }
        }

        return first < 0 ? set : set.Add(first, CodePointSet.Last);
    }
}
