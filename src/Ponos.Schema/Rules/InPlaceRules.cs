namespace Ponos.Schema.Rules;

/// <summary>
/// Keywords that apply further schemas to the same value: references, combinations and conditions (Core
/// 2020-12, sections 8.2.3 and 10.2).
/// </summary>
internal sealed class InPlaceRules
{
    public SchemaNode? Reference { get; init; }

    public SchemaNode? DynamicReference { get; init; }

    public SchemaNode[] AllOf { get; init; } = [];

    public SchemaNode[] AnyOf { get; init; } = [];

    public SchemaNode[] OneOf { get; init; } = [];

    public SchemaNode? Not { get; init; }

    public SchemaNode? If { get; init; }

    public SchemaNode? Then { get; init; }

    public SchemaNode? Else { get; init; }

    /// <summary>All nodes that this one applies to its own value.</summary>
    public IEnumerable<SchemaNode> Nodes =>
        new[] { Reference, DynamicReference, Not, If, Then, Else }.OfType<SchemaNode>().Concat(AllOf).Concat(AnyOf).Concat(OneOf);

    public bool Evaluate(ref Evaluation run, SchemaNode node, int at, int marks)
    {
        var valid = Reference is null || Reference.Evaluate(ref run, at, marks);
        if (DynamicReference is not null && (valid || run.IsCollecting))
        {
            valid &= DynamicReference.Evaluate(ref run, at, marks);
        }

        foreach (var schema in AllOf)
        {
            if (!valid && !run.IsCollecting)
            {
                return false;
            }

            valid &= schema.Evaluate(ref run, at, marks);
        }

        if (!valid && !run.IsCollecting)
        {
            return false;
        }

        if (AnyOf.Length != 0 && !EvaluateAnyOf(ref run, node, at, marks))
        {
            valid = false;
        }

        if (OneOf.Length != 0 && (valid || run.IsCollecting) && !EvaluateOneOf(ref run, node, at, marks))
        {
            valid = false;
        }

        if (Not is not null && (valid || run.IsCollecting) && run.AttemptSilently(Not, at, Evaluation.NoMarks))
        {
            run.Report(node, "not", at, "must not be valid against the schema of 'not'");
            valid = false;
        }

        if (If is not null && (valid || run.IsCollecting))
        {
            var branch = run.AttemptSilently(If, at, marks) ? Then : Else;
            valid &= branch is null || branch.Evaluate(ref run, at, marks);
        }

        return valid;
    }

    private bool EvaluateAnyOf(ref Evaluation run, SchemaNode node, int at, int marks)
    {
        var any = false;
        foreach (var schema in AnyOf)
        {
            any |= run.AttemptSilently(schema, at, marks);
            if (any && marks == Evaluation.NoMarks)
            {
                return true;
            }
        }

        if (!any && run.IsCollecting)
        {
            run.Report(node, "anyOf", at, "must be valid against at least one of the schemas of 'anyOf'");
            ReportBranches(ref run, AnyOf, at);
        }

        return any;
    }

    private bool EvaluateOneOf(ref Evaluation run, SchemaNode node, int at, int marks)
    {
        var matches = 0;
        foreach (var schema in OneOf)
        {
            matches += run.AttemptSilently(schema, at, marks) ? 1 : 0;
            if (matches > 1)
            {
                run.Report(node, "oneOf", at, "must be valid against exactly one of the schemas of 'oneOf' and is against several");
                return false;
            }
        }

        if (matches == 0 && run.IsCollecting)
        {
            run.Report(node, "oneOf", at, "must be valid against exactly one of the schemas of 'oneOf' and is against none");
            ReportBranches(ref run, OneOf, at);
        }

        return matches == 1;
    }

    /// <summary>Tells why each alternative failed.</summary>
    private static void ReportBranches(ref Evaluation run, SchemaNode[] branches, int at)
    {
        foreach (var branch in branches)
        {
            if (run.IsCollecting)
            {
                branch.Evaluate(ref run, at, Evaluation.NoMarks);
            }
        }
    }
}
