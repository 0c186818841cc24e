using Ponos.Schema.Formats;
using Ponos.Schema.Patterns;
using Ponos.Schema.Text;

namespace Ponos.Schema.Rules;

/// <summary>Keywords for strings: JSON Schema Validation 2020-12, sections 6.3 and 7, and the content keywords of draft 7.</summary>
internal sealed class StringRules
{
    public int MinLength { get; init; }

    public int MaxLength { get; init; } = int.MaxValue;

    public StringPattern? Pattern { get; init; }

    public StringFormat? Format { get; init; }

    public EncodedContent? Content { get; init; }

    public bool Evaluate(ref Evaluation run, SchemaNode node, int at)
    {
        var text = run.View.Bytes(at);
        return (IsSurelyOfAllowedLength(text) && Pattern is null && Format is null && Content is null)
            || EvaluateAll(ref run, node, at, text);
    }

    /// <summary>A verdict without a report.</summary>
    public bool AreMet(ReadOnlySpan<byte> text, ref long patternBudget) =>
        (IsSurelyOfAllowedLength(text) || (CodePoints.Count(text) is var length && length >= MinLength && length <= MaxLength))
        && (Pattern is null || Pattern.Match(text, ref patternBudget) == PatternVerdict.Match)
        && (Format is null || Format.Matches(text))
        && (Content is null || Content.Matches(text));

    /// <summary>Whether a text that is still written with escapes meets the rules beyond doubt.</summary>
    public bool AreSurelyMet(ReadOnlySpan<byte> escaped)
    {
        // No character is written with more than a pair of six.
        const int LongestEscape = 12;
        return escaped.Length <= MaxLength
            && escaped.Length > (MinLength - 1L) * LongestEscape
            && Pattern is null
            && Format is null
            && Content is null;
    }

    // A code point is one to four bytes: often the number of bytes is answer enough.
    private bool IsSurelyOfAllowedLength(ReadOnlySpan<byte> text) => text.Length <= MaxLength && text.Length > (MinLength - 1) * 4L;

    private bool EvaluateAll(ref Evaluation run, SchemaNode node, int at, ReadOnlySpan<byte> text)
    {
        var valid = HasAllowedLength(ref run, node, at, text);
        if (!valid && !run.IsCollecting)
        {
            return false;
        }

        if (Pattern is not null && !Matches(ref run, node, at, text))
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            valid = false;
        }

        if (Format is not null && !Format.Matches(text))
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            run.Report(node, "format", at, $"must be {Format.Description}");
            valid = false;
        }

        if (Content is not null && !Content.Matches(text))
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            run.Report(node, "contentMediaType", at, $"must hold {Content.Description}");
            valid = false;
        }

        return valid;
    }

    private bool HasAllowedLength(ref Evaluation run, SchemaNode node, int at, ReadOnlySpan<byte> text)
    {
        if (IsSurelyOfAllowedLength(text))
        {
            return true;
        }

        var length = CodePoints.Count(text);
        if (length < MinLength)
        {
            if (run.IsCollecting)
            {
                run.Report(node, "minLength", at, $"must have at least {MinLength} characters");
            }

            return false;
        }

        if (length > MaxLength)
        {
            if (run.IsCollecting)
            {
                run.Report(node, "maxLength", at, $"must have at most {MaxLength} characters");
            }

            return false;
        }

        return true;
    }

    private bool Matches(ref Evaluation run, SchemaNode node, int at, ReadOnlySpan<byte> text)
    {
        switch (Pattern!.Match(text, ref run.PatternBudget))
        {
            case PatternVerdict.Match:
                return true;
            case PatternVerdict.TimedOut:
                run.Abort(
                    node, "pattern", at, $"takes too long to match the pattern {Pattern}: make the text shorter, or the pattern simpler");
                return false;
            default:
                if (run.IsCollecting)
                {
                    run.Report(node, "pattern", at, $"must match the pattern {Pattern}");
                }

                return false;
        }
    }
}
