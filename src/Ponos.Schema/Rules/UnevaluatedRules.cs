using Ponos.Schema.Text;

namespace Ponos.Schema.Rules;

/// <summary>
/// <c>unevaluatedProperties</c> and <c>unevaluatedItems</c> (Core 2020-12, section 11). Only a node that has them, and the nodes
/// it applies to the same value, keep marks of the children they evaluate.
/// </summary>
internal sealed class UnevaluatedRules(SchemaNode? properties, SchemaNode? items)
{
    public SchemaNode? Properties { get; } = properties;

    public SchemaNode? Items { get; } = items;

    public bool Watches(JsonTypes type) =>
        (Properties is not null && type == JsonTypes.Object) || (Items is not null && type == JsonTypes.Array);

    public bool Evaluate(ref Evaluation run, SchemaNode node, int at, int outer)
    {
        var marks = run.PushMarks(at);
        var valid = node.EvaluateKeywords(ref run, at, marks)
            && (run.View[at].Type == JsonTypes.Object
                ? EvaluateRest(ref run, node, Properties!, "unevaluatedProperties", at, marks, 1)
                : EvaluateRest(ref run, node, Items!, "unevaluatedItems", at, marks, 0));
        run.PopMarks(marks);
        if (valid && outer != Evaluation.NoMarks)
        {
            run.MarkAll(outer, at);
        }

        return valid;
    }

    private static bool EvaluateRest(
        ref Evaluation run, SchemaNode node, SchemaNode schema, string keyword, int at, int marks, int nameTokens)
    {
        var valid = true;
        var ordinal = 0;
        var end = run.View[at].Link;
        for (var child = at + 1; child < end; child = run.View.After(child + nameTokens), ordinal++)
        {
            if (run.IsMarked(marks, ordinal))
            {
                continue;
            }

            if (schema.IsNever)
            {
                if (run.IsCollecting)
                {
                    run.Report(node, keyword, child, "is not evaluated by any part of the schema, and nothing else is allowed");
                }

                valid = false;
            }
            else
            {
                valid &= schema.Evaluate(ref run, child + nameTokens, Evaluation.NoMarks);
            }

            if (!valid && !run.IsCollecting)
            {
                return false;
            }
        }

        return valid;
    }
}
