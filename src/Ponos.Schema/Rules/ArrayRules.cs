namespace Ponos.Schema.Rules;

/// <summary>Keywords for arrays: JSON Schema Core 2020-12, section 10.3.1, and Validation, section 6.4.</summary>
internal sealed class ArrayRules
{
    public int MinItems { get; init; }

    public int MaxItems { get; init; } = int.MaxValue;

    public bool UniqueItems { get; init; }

    /// <summary><c>prefixItems</c>, or <c>items</c> of draft 7 when it is an array.</summary>
    public SchemaNode[] Prefix { get; init; } = [];

    /// <summary><c>items</c>, or <c>additionalItems</c>: for all items after <see cref="Prefix"/>.</summary>
    public SchemaNode? Rest { get; init; }

    /// <summary>The keyword of <see cref="Rest"/>.</summary>
    public string RestKeyword { get; init; } = "items";

    public ContainsRule? Contains { get; init; }

    public bool Evaluate(ref Evaluation run, SchemaNode node, int at, int marks)
    {
        var length = run.View[at].Length;
        var valid = true;
        if (length < MinItems)
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            run.Report(node, "minItems", at, $"must have at least {MinItems} items");
            valid = false;
        }

        if (length > MaxItems)
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            run.Report(node, "maxItems", at, $"must have at most {MaxItems} items");
            valid = false;
        }

        if ((Rest is not null || Prefix.Length != 0) && !EvaluateItems(ref run, node, at, marks))
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            valid = false;
        }

        if (Contains is not null && !Contains.Evaluate(ref run, node, at, marks))
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            valid = false;
        }

        if (UniqueItems && length > 1 && ItemSet.FindRepeated(run.View, at) is var repeated and >= 0)
        {
            run.Report(node, "uniqueItems", repeated, "must not be equal to an earlier item");
            valid = false;
        }

        return valid;
    }

    private bool EvaluateItems(ref Evaluation run, SchemaNode node, int at, int marks)
    {
        var valid = true;
        var ordinal = 0;
        var end = run.View[at].Link;
        for (var item = at + 1; item < end; item = run.View.After(item), ordinal++)
        {
            var isRest = ordinal >= Prefix.Length;
            var schema = isRest ? Rest : Prefix[ordinal];
            if (schema is null)
            {
                break;
            }

            if (isRest && schema.IsNever)
            {
                if (run.IsCollecting)
                {
                    run.Report(node, RestKeyword, item, $"is one item too many: at most {Prefix.Length} are allowed");
                }

                return false;
            }

            if (!schema.Evaluate(ref run, item, Evaluation.NoMarks))
            {
                if (!run.IsCollecting)
                {
                    return false;
                }

                valid = false;
            }

            if (marks != Evaluation.NoMarks)
            {
                run.Mark(marks, ordinal);
            }
        }

        return valid;
    }
}
