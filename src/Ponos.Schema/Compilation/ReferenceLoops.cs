using Ponos.Schema.Rules;

namespace Ponos.Schema.Compilation;

/// <summary>Refuses schemas that refer to themselves without going on to another value: running them would never end.</summary>
internal static class ReferenceLoops
{
    /// <exception cref="JsonSchemaException">There is such a loop.</exception>
    public static void Check(List<SchemaNode> nodes)
    {
        var done = new HashSet<SchemaNode>();
        var open = new HashSet<SchemaNode>();
        var path = new Stack<(SchemaNode Node, IEnumerator<SchemaNode> Next)>();
        foreach (var start in nodes)
        {
            Enter(start);
            while (path.TryPeek(out var top))
            {
                if (top.Next.MoveNext())
                {
                    Enter(top.Next.Current);
                    continue;
                }

                path.Pop();
                open.Remove(top.Node);
                done.Add(top.Node);
            }
        }

        void Enter(SchemaNode node)
        {
            if (open.Contains(node))
            {
                throw new JsonSchemaException(
                    node.Place.Location,
                    "the schema applies itself to the same value again, without end; "
                        + "let the reference stand under a keyword that goes on to a part of the value");
            }

            if (!done.Contains(node))
            {
                open.Add(node);
                path.Push((node, Applied(node).GetEnumerator()));
            }
        }
    }

    private static IEnumerable<SchemaNode> Applied(SchemaNode node) =>
        (node.InPlace?.Nodes ?? []).Concat(node.Objects?.Properties.Rules.SelectMany(rule => rule.DependentSchemas) ?? []);
}
