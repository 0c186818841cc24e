using Ponos.Schema.Numbers;

namespace Ponos.Schema.Rules;

/// <summary>Keywords for numbers: JSON Schema Validation 2020-12, section 6.2.</summary>
internal sealed class NumberRules
{
    public NumberBound? Minimum { get; init; }

    public NumberBound? Maximum { get; init; }

    public NumberBound? ExclusiveMinimum { get; init; }

    public NumberBound? ExclusiveMaximum { get; init; }

    public NumberDivisor? MultipleOf { get; init; }

    public bool Evaluate(ref Evaluation run, SchemaNode node, int at)
    {
        var text = run.View.Bytes(at);
        if (AreMet(text))
        {
            return true;
        }

        if (run.IsCollecting)
        {
            Report(ref run, node, at, text);
        }

        return false;
    }

    /// <summary>A verdict without a report.</summary>
    public bool AreMet(ReadOnlySpan<byte> text)
    {
        var number = new NumberInstance(text);
        return (Minimum is null || Minimum.CompareInstance(in number) >= 0)
            && (Maximum is null || Maximum.CompareInstance(in number) <= 0)
            && (ExclusiveMinimum is null || ExclusiveMinimum.CompareInstance(in number) > 0)
            && (ExclusiveMaximum is null || ExclusiveMaximum.CompareInstance(in number) < 0)
            && (MultipleOf is null || MultipleOf.Divides(text));
    }

    private void Report(ref Evaluation run, SchemaNode node, int at, ReadOnlySpan<byte> text)
    {
        var number = new NumberInstance(text);
        if (Minimum is not null && Minimum.CompareInstance(in number) < 0)
        {
            run.Report(node, "minimum", at, $"must be at least {Minimum}");
        }

        if (Maximum is not null && Maximum.CompareInstance(in number) > 0)
        {
            run.Report(node, "maximum", at, $"must be at most {Maximum}");
        }

        if (ExclusiveMinimum is not null && ExclusiveMinimum.CompareInstance(in number) <= 0)
        {
            run.Report(node, "exclusiveMinimum", at, $"must be greater than {ExclusiveMinimum}");
        }

        if (ExclusiveMaximum is not null && ExclusiveMaximum.CompareInstance(in number) >= 0)
        {
            run.Report(node, "exclusiveMaximum", at, $"must be less than {ExclusiveMaximum}");
        }

        if (MultipleOf is not null && !MultipleOf.Divides(text))
        {
            run.Report(node, "multipleOf", at, $"must be a multiple of {MultipleOf}");
        }
    }
}
