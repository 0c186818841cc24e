using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Ponos.Contracts;

/// <summary>
/// The JSON Schema of a record: the serializer's own view of it, what its types can hold, and the rules of its data
/// annotations. Types that come up more than once, or inside themselves, stand in <c>$defs</c>.
/// </summary>
internal sealed class RecordSchema
{
    private readonly Type _root;
    private readonly SharedTypes _shared;
    private readonly Dictionary<string, JsonNode> _byPointer = new(StringComparer.Ordinal);

    private RecordSchema(Type root)
    {
        _root = root;
        _shared = new SharedTypes(root);
    }

    /// <summary>Generates the schema of a job's type.</summary>
    /// <exception cref="NotSupportedException">The type is written as something other than a JSON object, or has an annotation that no schema can say.</exception>
    public static string Generate(JsonTypeInfo type)
    {
        if (type.Kind is not (JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary))
        {
            throw new NotSupportedException($"{type.Type} is not written as a JSON object. A job is an object: wrap the value in a record.");
        }

        return new RecordSchema(type.Type).Export(type).ToJsonString();
    }

    private JsonObject Export(JsonTypeInfo type)
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };
        var schema = (JsonObject)type.GetJsonSchemaAsNode(options);
        // A job itself is never null, whatever its type admits elsewhere.
        schema["type"] = "object";
        _shared.Settle(schema);
        return schema;
    }

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema)
        {
            return node;
        }

        var isRoot = context.Path.IsEmpty;
        var isObject = context.TypeInfo.Kind == JsonTypeInfoKind.Object && context.BaseTypeInfo is null;
        if (schema["$ref"]?.GetValue<string>() is { } pointer)
        {
            // The exporter points to where a type stood first; what stood there may have moved.
            schema = isObject || pointer == "#"
                ? _shared.Reference(context.TypeInfo.Type, IsNullable(context))
                : (JsonObject)_byPointer[pointer].DeepClone();
        }
        else
        {
            ValueRules.Apply(context.TypeInfo.Type, schema);
            if (isObject)
            {
                RequiredRules.Apply(context.TypeInfo, schema);
            }

            if (isObject && !isRoot && schema.ContainsKey("properties"))
            {
                schema = _shared.Move(context.TypeInfo.Type, schema, IsNullable(context));
            }
        }

        AnnotationRules.Apply(context, schema, isRoot ? _root : null);
        _byPointer["#" + string.Concat(context.Path.ToArray().Select(part => "/" + part.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)))] = schema;
        return schema;
    }

    private static bool IsNullable(JsonSchemaExporterContext context) =>
        Nullable.GetUnderlyingType(context.TypeInfo.Type) is not null
        || (context.PropertyInfo is { } property && !context.TypeInfo.Type.IsValueType
            && (property.AssociatedParameter?.IsNullable ?? (property.IsGetNullable || property.IsSetNullable))
            && !RequiredRules.IsRequired(property));
}
