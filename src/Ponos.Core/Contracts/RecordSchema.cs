using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Ponos.Contracts;

/// <summary>The JSON Schema of a record: the serializer's own view of it, and the rules of its data annotations.</summary>
internal static class RecordSchema
{
    private static readonly JsonSchemaExporterOptions ExporterOptions = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = static (context, schema) => AnnotationRules.Apply(context, schema),
    };

    /// <summary>Generates the schema of a job's type.</summary>
    /// <exception cref="NotSupportedException">The type is written as something other than a JSON object.</exception>
    public static string Generate(JsonTypeInfo type)
    {
        if (type.Kind is not (JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary))
        {
            throw new NotSupportedException($"{type.Type} is not written as a JSON object. A job is an object: wrap the value in a record.");
        }

        var schema = (JsonObject)type.GetJsonSchemaAsNode(ExporterOptions);
        // A job itself is never null, whatever the type admits elsewhere.
        schema["type"] = "object";
        return schema.ToJsonString();
    }
}
