using Ponos.Schema.MetaSchemas;
using Ponos.Schema.Rules;
using Ponos.Schema.Text;

namespace Ponos.Schema.Compilation;

/// <summary>Refuses schemas that their meta-schema refuses.</summary>
internal static class MetaSchemaCheck
{
    private const int MostViolations = 20;

    /// <param name="registry">Where custom meta-schemas are found.</param>
    /// <param name="root">The document's root resource.</param>
    /// <param name="places">All subschemas of the document.</param>
    /// <exception cref="JsonSchemaException">The document, or a resource within it of another dialect, is not valid.</exception>
    public static void Run(SchemaRegistry registry, SchemaResource root, IEnumerable<SchemaPlace> places)
    {
        var resources = places.Select(place => place.Resource)
            .Distinct()
            .Where(resource => resource == root || resource.Dialect.MetaSchema != root.Dialect.MetaSchema)
            .ToArray();
        foreach (var resource in resources)
        {
            // A resource of another dialect is judged by its own meta-schema only.
            var foreign = resources.Where(other => other != resource && other != root).Select(Pointer).ToArray();
            var violations = Collect(KnownMetaSchemas.NodeOf(registry, resource.Dialect), resource)
                .Where(violation => !foreign.Any(pointer => IsWithin(violation.InstanceLocation, pointer)))
                .ToArray();
            if (violations.Length != 0)
            {
                throw Refusal(resource, violations);
            }
        }
    }

    private static List<SchemaViolation> Collect(SchemaNode metaSchema, SchemaResource resource)
    {
        var collector = new ViolationCollector(MostViolations, int.MaxValue, int.MaxValue);
        var run = new Evaluation(resource.Text.View, collector);
        try
        {
            metaSchema.Evaluate(ref run, resource.Root, Evaluation.NoMarks);
        }
        finally
        {
            run.Dispose();
        }

        return collector.Violations;
    }

    private static JsonSchemaException Refusal(SchemaResource resource, SchemaViolation[] violations)
    {
        // The violations of one value together: alternatives are told one by one.
        var location = violations[0].InstanceLocation;
        var reasons = violations.Where(violation => violation.InstanceLocation == location)
            .Select(violation => violation.Message)
            .Distinct()
            .Take(4);
        var at = IndexOf(resource.Text, location);
        var remedy = Remedies.OfValue(location, resource.Text.TypeOf(at), resource.Dialect.IsDraft7);
        return new JsonSchemaException(
            $"{resource.Uri}#{location[Pointer(resource).Length..]}",
            $"{resource.Text.Describe(at)} is not valid by the meta-schema {resource.Dialect.MetaSchema}: "
                + $"it {string.Join("; it ", reasons)}{(remedy is null ? string.Empty : $" ({remedy})")}");
    }

    private static string Pointer(SchemaResource resource) => JsonPointer.To(resource.Text.View, resource.Root);

    private static bool IsWithin(string location, string pointer) =>
        location == pointer || location.StartsWith(pointer + "/", StringComparison.Ordinal);

    private static int IndexOf(JsonText text, string pointer) => JsonPointer.Find(text, 0, pointer);
}
