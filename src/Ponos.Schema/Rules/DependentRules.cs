namespace Ponos.Schema.Rules;

/// <summary><c>dependentRequired</c>, <c>dependentSchemas</c>, and <c>dependencies</c> of draft 7.</summary>
internal static class DependentRules
{
    public static bool Evaluate(ref Evaluation run, SchemaNode node, PropertyTable properties, int at, int marks)
    {
        var valid = true;
        foreach (var rule in properties.Rules)
        {
            if (!rule.HasDependents || run.View.Find(at, rule.Name, rule.Hash) < 0)
            {
                continue;
            }

            if (!HasAll(ref run, node, rule, at))
            {
                valid = false;
            }

            foreach (var schema in rule.DependentSchemas)
            {
                valid &= schema.Evaluate(ref run, at, marks);
            }

            if (!valid && !run.IsCollecting)
            {
                return false;
            }
        }

        return valid;
    }

    private static bool HasAll(ref Evaluation run, SchemaNode node, PropertyRule rule, int at)
    {
        var valid = true;
        foreach (var name in rule.DependentRequired)
        {
            if (run.View.Find(at, name.Name) >= 0)
            {
                continue;
            }

            if (!run.IsCollecting)
            {
                return false;
            }

            run.Report(node, name.Keyword, at, $"must have the property '{name.Text}' because it has '{rule.Text}'", name.Text);
            valid = false;
        }

        return valid;
    }
}
