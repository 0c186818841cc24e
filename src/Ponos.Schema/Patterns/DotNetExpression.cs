using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Ponos.Schema.Patterns;

/// <summary>A regular expression as .NET writes it, for what only an engine can do that goes back: references to groups.</summary>
internal static class DotNetExpression
{
    private const string WordBoundary = "(?:(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])|(?<![A-Za-z0-9_])(?=[A-Za-z0-9_]))";
    private const string NoWordBoundary = "(?:(?<=[A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<![A-Za-z0-9_])(?![A-Za-z0-9_]))";

    /// <exception cref="ArgumentException">It is beyond what .NET can do.</exception>
    public static Regex Compile(PatternNode pattern, TimeSpan timeout)
    {
        var text = new StringBuilder();
        Append(text, pattern);
        return new Regex(text.ToString(), RegexOptions.CultureInvariant, timeout);
    }

    private static void Append(StringBuilder text, PatternNode node)
    {
        switch (node)
        {
            case PatternCharacter character:
                character.Set.AppendTo(text);
                break;
            case PatternSequence sequence:
                AppendAll(text, sequence.Parts, string.Empty);
                break;
            case PatternChoice choice:
                text.Append("(?:");
                AppendAll(text, choice.Parts, "|");
                text.Append(')');
                break;
            case PatternRepeat repeat:
                Enclose(text, "(?:", repeat.Part);
                text.Append(repeat.Times);
                break;
            case PatternGroup group:
                Enclose(text, "(", group.Part);
                break;
            case PatternLook look:
                Enclose(text, $"(?{(look.IsAhead ? string.Empty : "<")}{(look.IsNegated ? '!' : '=')}", look.Part);
                break;
            case PatternBackReference reference:
                // A group that took no part matches the empty text, which .NET would refuse.
                text.Append(CultureInfo.InvariantCulture, $"(?({reference.Number})\\{reference.Number})");
                break;
            case PatternPlace place:
                // .NET's own $ also matches before a last line feed, and its \b knows the letters of all languages.
                text.Append(place.Kind switch
                {
                    PatternStep.Start => @"\A",
                    PatternStep.End => @"\z",
                    PatternStep.WordBoundary => WordBoundary,
                    _ => NoWordBoundary,
                });
                break;
            default:
                throw new ArgumentException($"{node} is no part of an expression.", nameof(node));
        }
    }

    private static void AppendAll(StringBuilder text, IReadOnlyList<PatternNode> parts, string separator)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            text.Append(i == 0 ? string.Empty : separator);
            Append(text, parts[i]);
        }
    }

    private static void Enclose(StringBuilder text, string opening, PatternNode part)
    {
        text.Append(opening);
        Append(text, part);
        text.Append(')');
    }
}
