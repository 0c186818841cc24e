using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ponos.Contracts.Generation;

/// <summary>
/// The JSON Schema of a job's type under System.Text.Json: whatever the serializer writes of it passes, and whatever passes
/// can be read. Types that come up more than once, or inside themselves, stand in <c>$defs</c>.
/// </summary>
/// <remarks>
/// A walk of its own over the serializer's metadata. <c>JsonSchemaExporter</c> knows neither what may be null inside a
/// collection, nor keys, nor what a type cannot hold, and fails on records that hold themselves in a list.
/// </remarks>
internal sealed class RecordSchema
{
    private readonly JsonSerializerOptions _options;
    private readonly SharedTypes _shared;
    private readonly NullableItems _nullability = new();
    private readonly bool _withAnnotations;

    private RecordSchema(JsonTypeInfo root, bool withAnnotations) =>
        (_options, _shared, _withAnnotations) = (root.Options, new SharedTypes(root.Type), withAnnotations);

    /// <summary>Generates the schema of a job's type.</summary>
    /// <exception cref="NotSupportedException">
    /// The type cannot be a job's, or has an annotation that no schema can say; the message names the member and the remedy.
    /// </exception>
    public static string Generate(JsonTypeInfo type) => Generate(type, withAnnotations: true).ToJsonString();

    /// <summary>Checks a type whose schema was written by hand, and says what its annotations may not be able to.</summary>
    /// <exception cref="NotSupportedException">The type cannot be a job's.</exception>
    public static void Check(JsonTypeInfo type) => _ = Generate(type, withAnnotations: false);

    private static JsonObject Generate(JsonTypeInfo type, bool withAnnotations)
    {
        if (type.Options.ReferenceHandler == ReferenceHandler.Preserve)
        {
            throw new NotSupportedException(
                "ReferenceHandler.Preserve writes references into the job, which no reader of it can follow. "
                + "Leave it out, or use ReferenceHandler.IgnoreCycles.");
        }

        return new RecordSchema(type, withAnnotations).Root(type);
    }

    private JsonObject Root(JsonTypeInfo type)
    {
        if (!type.IsBuiltIn() || AnyJson.IsObject(type.Type))
        {
            return new JsonObject { ["type"] = "object" };
        }

        var schema = type.Kind switch
        {
            JsonTypeInfoKind.Object => Object(type),
            JsonTypeInfoKind.Dictionary => Dictionary(type, NumberHandling(type), null, type.Type.Name),
            _ => throw new NotSupportedException(
                $"{type.Type} is not written as a JSON object. A job is an object: wrap the value in a record."),
        };
        AnnotationRules.Describe(type.Type, schema);
        _shared.Settle(schema);
        return schema;
    }

    private JsonNumberHandling NumberHandling(JsonTypeInfo type) => type.NumberHandling ?? _options.NumberHandling;

    /// <summary>What stands at one place.</summary>
    private JsonObject Value(JsonTypeInfo type, Spot spot)
    {
        if (Nullable.GetUnderlyingType(type.Type) is { } plain)
        {
            return plain.IsEnum && type.IsBuiltIn()
                ? OrNull(EnumSchema.Of(plain, type), spot)
                : Value(type.Options.GetTypeInfo(plain), spot);
        }

        return type.Kind switch
        {
            JsonTypeInfoKind.Object => _shared.Reference(type.Type, spot.MayBeNull, () => Object(type)),
            JsonTypeInfoKind.Enumerable => OrNull(Array(type, spot), spot),
            JsonTypeInfoKind.Dictionary => OrNull(Dictionary(type, spot.Numbers, spot.Nullability, spot.Name), spot),
            _ => Scalar(type, spot),
        };
    }

    private static JsonObject Scalar(JsonTypeInfo type, Spot spot)
    {
        if (!type.IsBuiltIn())
        {
            return AnyJson.Of(type.Type, spot.MayBeNull || type.Converter.HandlesNull());
        }

        if (AnyJson.Find(type.Type, spot.MayBeNull) is { } any)
        {
            return any;
        }

        var schema = type.Type.IsEnum ? EnumSchema.Of(type.Type, type)
            : ScalarSchema.Of(type.Type) is { } value ? NumberText.Apply(type.Type, value, spot.Numbers, spot.Name)
            : throw WorkableType.NoJson(spot.Name, type.Type);
        return OrNull(schema, spot);
    }

    private JsonObject Array(JsonTypeInfo type, Spot spot)
    {
        WorkableType.CheckCollection(type, spot.Name);
        return new JsonObject { ["type"] = "array", ["items"] = Item(type.ElementType!, spot.Numbers, spot.Nullability, spot.Name) };
    }

    private JsonObject Dictionary(
        JsonTypeInfo type, JsonNumberHandling numbers, System.Reflection.NullabilityInfo? nullability, string name)
    {
        WorkableType.CheckCollection(type, name);
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = Item(type.ElementType!, numbers, nullability, name) };
        if (KeySchema.Of(_options.GetTypeInfo(type.KeyType!), name) is { } keys)
        {
            schema["propertyNames"] = keys;
        }

        return schema;
    }

    private JsonObject Item(Type type, JsonNumberHandling numbers, System.Reflection.NullabilityInfo? collection, string name)
    {
        var item = NullableItems.Inside(collection, type);
        return Value(_options.GetTypeInfo(type), new Spot(name + "[]", NullableItems.MayBeNull(item, type), numbers, item));
    }

    private JsonObject Object(JsonTypeInfo type)
    {
        if (type.PolymorphismOptions is { } choice)
        {
            return PolymorphicSchema.Of(type, choice, derived => Members(_options.GetTypeInfo(derived)));
        }

        return Members(type);
    }

    private JsonObject Members(JsonTypeInfo type)
    {
        WorkableType.CheckObject(type);
        WorkableType.CheckMembers(type);
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in type.Properties.Where(property => property is { IsExtensionData: false } && property.IsInJson()))
        {
            object[] annotations = _withAnnotations ? [.. Annotations.Of(property)] : [];
            var mayBeNull = property.MayBeNull() && !Annotations.Demand(annotations);
            properties[property.Name] = Property(type, property, annotations, mayBeNull);
            if (property.IsRequired || (Annotations.Demand(annotations) && !(property.PropertyType.IsValueType && property.MayBeLeftOut())))
            {
                required.Add((JsonNode)property.Name);
            }
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (properties.Count == 0)
        {
            _ = schema.Remove("properties");
        }

        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        if ((type.UnmappedMemberHandling ?? _options.UnmappedMemberHandling) == JsonUnmappedMemberHandling.Disallow
            && !type.Properties.Any(property => property.IsExtensionData))
        {
            schema["additionalProperties"] = false;
        }

        return schema;
    }

    private JsonObject Property(JsonTypeInfo owner, JsonPropertyInfo property, object[] annotations, bool mayBeNull)
    {
        var name = property.Describe();
        var type = TypeOf(property);
        var nullability = _nullability.Of(property.AttributeProvider);
        var schema = HasHiddenConverter(property)
            ? AnyJson.Of(property.PropertyType, mayBeNull)
            : Value(type, new Spot(name, mayBeNull, property.NumberHandling ?? NumberHandling(owner), nullability));
        if (property.AssociatedParameter is { HasDefaultValue: true, DefaultValue: { } given } && JsonOf(given, type) is { } text)
        {
            schema["default"] = text;
        }

        var value = new AnnotatedValue(
            name,
            Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType,
            one => JsonSerializer.SerializeToNode(one, type));
        foreach (var annotation in annotations)
        {
            AnnotationRules.Apply(annotation, schema, value);
        }

        return schema;
    }

    /// <summary>A converter for <c>T</c> on a property of <c>T?</c> stands behind one of the serializer's own.</summary>
    private static bool HasHiddenConverter(JsonPropertyInfo property) =>
        property.CustomConverter is not null && Nullable.GetUnderlyingType(property.PropertyType) is { IsEnum: false };

    /// <summary>The metadata by which a property is written: a converter of its own wins over its type's.</summary>
    private JsonTypeInfo TypeOf(JsonPropertyInfo property)
    {
        if (property.CustomConverter is not { } converter)
        {
            return _options.GetTypeInfo(property.PropertyType);
        }

        var options = new JsonSerializerOptions(_options);
        options.Converters.Insert(0, converter);
        return options.GetTypeInfo(property.PropertyType);
    }

    private static JsonNode? JsonOf(object value, JsonTypeInfo type)
    {
        try
        {
            return JsonSerializer.SerializeToNode(value, type);
        }
        catch (Exception exception)
            when (exception is ArgumentException or JsonException or NotSupportedException or InvalidOperationException)
        {
            return null; // Not a number, for one: the schema only does not say the default.
        }
    }

    private static JsonObject OrNull(JsonObject schema, Spot spot) => spot.MayBeNull ? NullSchema.Or(schema) : schema;

    /// <summary>A place in the job.</summary>
    /// <param name="Name">As messages name it.</param>
    /// <param name="MayBeNull">Whether null may stand there.</param>
    /// <param name="Numbers">How numbers are written there, and in collections that stand there.</param>
    /// <param name="Nullability">What is known of the items of collections that stand there.</param>
    private readonly record struct Spot(
        string Name, bool MayBeNull, JsonNumberHandling Numbers, System.Reflection.NullabilityInfo? Nullability);
}
