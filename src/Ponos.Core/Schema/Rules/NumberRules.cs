namespace Ponos.Schema;

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
        var number = new NumberInstance(text);
        var valid = true;
        if (Minimum is not null && Minimum.CompareInstance(in number) < 0)
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            run.Report(node, "minimum", at, $"must be at least {Minimum}");
            valid = false;
        }

        if (Maximum is not null && Maximum.CompareInstance(in number) > 0)
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            run.Report(node, "maximum", at, $"must be at most {Maximum}");
            valid = false;
        }

        if (ExclusiveMinimum is not null && ExclusiveMinimum.CompareInstance(in number) <= 0)
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            run.Report(node, "exclusiveMinimum", at, $"must be greater than {ExclusiveMinimum}");
            valid = false;
        }

        if (ExclusiveMaximum is not null && ExclusiveMaximum.CompareInstance(in number) >= 0)
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            run.Report(node, "exclusiveMaximum", at, $"must be less than {ExclusiveMaximum}");
            valid = false;
        }

        if (MultipleOf is not null && !MultipleOf.Divides(text))
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            run.Report(node, "multipleOf", at, $"must be a multiple of {MultipleOf}");
            valid = false;
        }

        return valid;
    }
}
