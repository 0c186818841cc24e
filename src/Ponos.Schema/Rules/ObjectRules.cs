using Ponos.Schema.Patterns;
using Ponos.Schema.Text;

namespace Ponos.Schema.Rules;

/// <summary>
/// Keywords for objects: JSON Schema Core 2020-12, section 10.3.2, and Validation, section 6.5. One pass over the properties.
/// </summary>
internal sealed class ObjectRules
{
    public int MinProperties { get; init; }

    public int MaxProperties { get; init; } = int.MaxValue;

    public required PropertyTable Properties { get; init; }

    public int RequiredCount { get; init; }

    public bool HasDependents { get; init; }

    public PatternRule[] Patterns { get; init; } = [];

    public SchemaNode? Additional { get; init; }

    public SchemaNode? Names { get; init; }

    /// <summary>Some keyword looks at single properties, rather than at their number.</summary>
    public bool LooksInside { get; init; }

    public bool Evaluate(ref Evaluation run, SchemaNode node, int at, int marks)
    {
        var count = run.View[at].Length;
        var valid = true;
        if (count < MinProperties)
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            run.Report(node, "minProperties", at, $"must have at least {MinProperties} properties");
            valid = false;
        }

        if (count > MaxProperties)
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            run.Report(node, "maxProperties", at, $"must have at most {MaxProperties} properties");
            valid = false;
        }

        if (LooksInside && !EvaluateProperties(ref run, node, at, marks))
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            valid = false;
        }

        return (!HasDependents || DependentRules.Evaluate(ref run, node, Properties, at, marks)) && valid;
    }

    private bool EvaluateProperties(ref Evaluation run, SchemaNode node, int at, int marks)
    {
        var valid = true;
        var requiredSeen = 0;
        var end = run.View[at].Link;
        var ordinal = 0;
        for (var name = at + 1; name < end; name = run.View.After(name + 1), ordinal++)
        {
            ref readonly var token = ref run.View[name];
            var rule = Properties.Find(token.Link, run.View.Bytes(in token));
            var isEvaluated = false;
            if (rule is not null)
            {
                requiredSeen += rule.IsRequired && !token.IsDuplicate ? 1 : 0;
                if (rule.Schema is not null)
                {
                    isEvaluated = true;
                    valid &= rule.Schema.Evaluate(ref run, name + 1, Evaluation.NoMarks);
                }
            }

            if (Patterns.Length != 0)
            {
                valid &= EvaluatePatterns(ref run, node, name, ref isEvaluated);
            }

            if (Additional is not null && !isEvaluated)
            {
                isEvaluated = true;
                valid &= EvaluateAdditional(ref run, node, name);
            }

            if (Names is not null)
            {
                valid &= Names.Evaluate(ref run, name, Evaluation.NoMarks);
            }

            if (!valid && !run.IsCollecting)
            {
                return false;
            }

            if (isEvaluated && marks != Evaluation.NoMarks)
            {
                run.Mark(marks, ordinal);
            }
        }

        if (requiredSeen == RequiredCount)
        {
            return valid;
        }

        if (run.IsCollecting)
        {
            ReportMissing(ref run, node, at);
        }

        return false;
    }

    private bool EvaluatePatterns(ref Evaluation run, SchemaNode node, int name, ref bool isEvaluated)
    {
        var valid = true;
        foreach (var rule in Patterns)
        {
            switch (rule.Pattern.Match(run.View.Bytes(name), ref run.PatternBudget))
            {
                case PatternVerdict.Match:
                    isEvaluated = true;
                    valid &= rule.Schema.Evaluate(ref run, name + 1, Evaluation.NoMarks);
                    break;
                case PatternVerdict.TimedOut:
                    run.Abort(
                        node,
                        "patternProperties",
                        name,
                        $"has a name that takes too long to match the pattern {rule.Pattern}: "
                            + "make the name shorter, or the pattern simpler");
                    return false;
                default:
                    break;
            }
        }

        return valid;
    }

    private bool EvaluateAdditional(ref Evaluation run, SchemaNode node, int name)
    {
        if (!Additional!.IsNever)
        {
            return Additional.Evaluate(ref run, name + 1, Evaluation.NoMarks);
        }

        if (run.IsCollecting)
        {
            run.Report(node, "additionalProperties", name, "is a property that the schema does not allow");
        }

        return false;
    }

    private void ReportMissing(ref Evaluation run, SchemaNode node, int at)
    {
        foreach (var rule in Properties.Rules)
        {
            if (rule.IsRequired && run.IsCollecting && run.View.Find(at, rule.Name, rule.Hash) < 0)
            {
                run.Report(node, "required", at, $"must have the property '{rule.Text}'", rule.Text);
            }
        }
    }
}

/// <summary>A member of <c>patternProperties</c>.</summary>
internal sealed record PatternRule(StringPattern Pattern, SchemaNode Schema);
