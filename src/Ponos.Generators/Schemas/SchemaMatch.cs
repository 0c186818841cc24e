using Microsoft.CodeAnalysis;
using Ponos.Generators.Reading;

namespace Ponos.Generators.Schemas;

/// <summary>
/// Compares a schema's top level with a job's type. What a schema says through keywords that combine schemas is left to the run.
/// </summary>
internal static class SchemaMatch
{
    /// <summary>The job's transaction id is added on publish; no record needs it.</summary>
    private const string Tid = "tid";

    private static readonly string[] Combining =
        ["$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "dependentSchemas", "dependencies", "extends"];

    public static IEnumerable<(string Name, string Why, string Remedy)> Compare(JsonNode.Object schema, ITypeSymbol jobType)
    {
        if (jobType is not INamedTypeSymbol type || !HasFixedShape(type))
        {
            return [];
        }

        var properties = JobProperties.Of(type);
        return MissingFromType(schema, type, properties).Concat(MissingFromSchema(schema, properties));
    }

    private static IEnumerable<(string Name, string Why, string Remedy)> MissingFromType(
        JsonNode.Object schema, INamedTypeSymbol type, List<JobProperty> properties)
    {
        if (JobProperties.HasExtensionData(type))
        {
            yield break;
        }

        foreach (var name in Required(schema).Where(name => name != Tid && !properties.Exists(one => one.JsonName == name)))
        {
            yield return (name, "the schema requires it and the type has no such property",
                "add the property to the type, or take it out of 'required'");
        }
    }

    private static IEnumerable<(string Name, string Why, string Remedy)> MissingFromSchema(
        JsonNode.Object schema, List<JobProperty> properties)
    {
        if (Combining.Any(keyword => schema[keyword] is not null))
        {
            yield break;
        }

        var required = Required(schema).ToList();
        var closed = schema["additionalProperties"] is JsonNode.Boolean { Value: false } && schema["patternProperties"] is null;
        var known = schema["properties"] as JsonNode.Object;
        foreach (var property in properties.Where(property => property.IsRequired))
        {
            if (closed && known?[property.JsonName] is null)
            {
                yield return (property.JsonName, $"the type needs '{property.Member}' and the schema admits no such property",
                    "add it to the schema's 'properties'");
            }
            else if (!required.Contains(property.JsonName))
            {
                yield return (property.JsonName, $"the type needs '{property.Member}' and the schema does not require it",
                    "add it to 'required', or make it optional in the type by a default value or '?'");
            }
        }
    }

    private static IEnumerable<string> Required(JsonNode.Object schema) =>
        (schema["required"] as JsonNode.Array)?.Items.OfType<JsonNode.Text>().Select(text => text.Value) ?? [];

    // A dictionary, an own converter and Ponos.Job take whatever comes.
    private static bool HasFixedShape(INamedTypeSymbol type) =>
        !type.IsPonos("Job")
        && type.FindJson("JsonConverterAttribute") is null
        && !type.AllInterfaces.Any(one => one.SpecialType == SpecialType.System_Collections_IEnumerable)
        && !type.IsAbstract;
}
