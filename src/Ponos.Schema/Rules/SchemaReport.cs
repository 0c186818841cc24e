using Ponos.Schema.Text;

namespace Ponos.Schema.Rules;

/// <summary>The second pass: a document is known to be invalid, and everything that it breaks is wanted.</summary>
internal static class SchemaReport
{
    /// <summary>The one thing to say of a run that was given up.</summary>
    public static IReadOnlyList<SchemaViolation> Of(LastWord word, JsonView view, JsonSchemaOptions options)
    {
        var collector = ViolationCollector.Of(options);
        collector.Add(in view, word.Node, word.Keyword, word.At, word.Message);
        return collector.Violations;
    }

    public static IReadOnlyList<SchemaViolation> Collect(SchemaNode root, JsonView view, JsonSchemaOptions options)
    {
        var collector = ViolationCollector.Of(options);
        var run = new Evaluation(view, collector);
        try
        {
            run.Judge(root);
            if (run.LastWord is { } word)
            {
                collector.Add(in view, word.Node, word.Keyword, word.At, word.Message);
            }

            if (collector.Violations.Count == 0)
            {
                collector.Add(in view, root, null, 0, run.IsAborted
                    ? "needs more stack than the thread has: nest it less deeply"
                    : "is invalid, in a way that a second look did not find again");
            }
        }
        finally
        {
            run.Dispose();
        }

        return collector.Violations;
    }
}
