namespace Ponos.Schema.Rules;

/// <summary><c>contains</c>, <c>minContains</c> and <c>maxContains</c>.</summary>
internal sealed class ContainsRule(SchemaNode schema, int least, int most, bool marksItems)
{
    public bool Evaluate(ref Evaluation run, SchemaNode node, int at, int marks)
    {
        var marksMatches = marksItems && marks != Evaluation.NoMarks;
        var stopsAtLeast = most == int.MaxValue && !marksMatches;
        var matches = 0;
        var ordinal = 0;
        var end = run.View[at].Link;
        for (var item = at + 1; item < end && (!stopsAtLeast || matches < least); item = run.View.After(item), ordinal++)
        {
            if (!run.AttemptSilently(schema, item, Evaluation.NoMarks))
            {
                continue;
            }

            matches++;
            if (marksMatches)
            {
                run.Mark(marks, ordinal);
            }
        }

        if (matches < least)
        {
            if (run.IsCollecting)
            {
                run.Report(
                    node, least == 1 ? "contains" : "minContains", at, $"must contain at least {least} matching items and has {matches}");
            }

            return false;
        }

        if (matches > most)
        {
            if (run.IsCollecting)
            {
                run.Report(node, "maxContains", at, $"must contain at most {most} matching items and has {matches}");
            }

            return false;
        }

        return true;
    }
}
