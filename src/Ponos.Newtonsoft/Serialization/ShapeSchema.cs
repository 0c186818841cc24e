using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;
using Ponos.Contracts;

namespace Ponos.Newtonsoft.Serialization;

/// <summary>
/// The JSON Schema (draft 2020-12) of what Newtonsoft.Json writes and reads of a type, from its own contracts: names,
/// converters, required properties, and the rules of data annotations. Not by <c>JSchemaGenerator</c>, which would know neither
/// nullability nor required parameters, and whose free quota is ten schemas an hour.
/// </summary>
internal sealed class ShapeSchema
{
    private readonly JobShapes _shapes;
    private readonly Type _root;
    private readonly NullabilityInfoContext _nullability = new();
    private readonly Dictionary<Type, string> _names = [];
    private readonly JsonObject _definitions = [];

    private ShapeSchema(JobShapes shapes, Type root) => (_shapes, _root) = (shapes, root);

    /// <summary>Generates the schema of a job's type.</summary>
    /// <exception cref="NotSupportedException">The type is written as something other than a JSON object.</exception>
    public static string Generate(JobShapes shapes, Type type) => new ShapeSchema(shapes, type).Root().ToJsonString();

    private JsonObject Root()
    {
        var converter = _shapes.ConverterOf(_root);
        if (converter is not null || _root == typeof(object) || _shapes.ContractOf(_root) is JsonLinqContract or JsonDynamicContract or JsonISerializableContract)
        {
            return _root == typeof(JArray) || _root == typeof(JValue) ? throw NoObject() : new JsonObject { ["type"] = "object" };
        }

        var schema = _shapes.ContractOf(_root) switch
        {
            JsonObjectContract contract => Object(contract),
            JsonDictionaryContract dictionary => Dictionary(dictionary, null),
            _ => throw NoObject(),
        };
        if (_definitions.Count > 0)
        {
            schema["$defs"] = _definitions;
        }

        return schema;
    }

    private NotSupportedException NoObject() => new($"{_root} is not written as a JSON object. A job is an object: wrap the value in a record.");

    private JsonObject Object(JsonObjectContract contract)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in contract.Properties.Where(property => property is { Ignored: false, PropertyName: not null }))
        {
            var nullability = Nullability(property);
            var isAnnotated = Attributes(contract, property).Any(attribute => attribute is RequiredAttribute);
            var mayBeNull = !isAnnotated && MayBeNull(property, nullability);
            properties[property.PropertyName!] = Property(contract, property, nullability, mayBeNull);
            if ((isAnnotated || IsRequired(contract, property)) && !IsLeftOut(property, mayBeNull))
            {
                required.Add(property.PropertyName);
            }
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        if (contract.UnderlyingType.GetCustomAttribute<System.ComponentModel.DescriptionAttribute>() is { } description)
        {
            schema["description"] = description.Description;
        }

        return schema;
    }

    private JsonObject Property(JsonObjectContract owner, JsonProperty property, NullabilityInfo? nullability, bool mayBeNull)
    {
        var schema = property.ItemConverter is null ? Value(property.PropertyType!, property.Converter, nullability) : [];
        AddRules(property.PropertyType!, schema);
        foreach (var attribute in Attributes(owner, property))
        {
            AnnotationRules.Apply(attribute, schema, $"{owner.UnderlyingType.Name}.{property.UnderlyingName}");
        }

        return mayBeNull ? OrNull(schema) : schema;
    }

    /// <summary>A positional record's attribute stands on the parameter unless it says "property:".</summary>
    private static IEnumerable<Attribute> Attributes(JsonObjectContract owner, JsonProperty property)
    {
        return (property.AttributeProvider?.GetAttributes(inherit: true) ?? [])
            .Concat(Parameter(owner, property)?.GetCustomAttributes(inherit: true).Cast<Attribute>() ?? []);
    }

    /// <summary>The constructor's parameter that becomes a property, as a record's do.</summary>
    private static ParameterInfo? Parameter(JsonObjectContract owner, JsonProperty property) =>
        Creator(owner)?.GetParameters().FirstOrDefault(parameter => string.Equals(parameter.Name, property.UnderlyingName, StringComparison.OrdinalIgnoreCase));

    private static ConstructorInfo? Creator(JsonObjectContract owner)
    {
        var constructors = owner.UnderlyingType.GetConstructors();
        return constructors.FirstOrDefault(constructor => constructor.IsDefined(typeof(JsonConstructorAttribute)))
            ?? constructors.FirstOrDefault(constructor => constructor.GetParameters().Length == owner.CreatorParameters.Count && owner.CreatorParameters.Count > 0);
    }

    private JsonObject Value(Type type, JsonConverter? converter, NullabilityInfo? nullability)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        converter = _shapes.ConverterOf(type, converter);
        if (converter is StringEnumConverter && plain.IsEnum)
        {
            return Names(plain, converter);
        }

        if (converter is not null || type == typeof(object))
        {
            return [];
        }

        return _shapes.ContractOf(plain) switch
        {
            JsonObjectContract => Reference(plain),
            JsonArrayContract array => new JsonObject { ["type"] = "array", ["items"] = array.ItemConverter is null && !array.IsMultidimensional() ? Item(array.CollectionItemType, Inner(nullability)) : new JsonObject() },
            JsonDictionaryContract dictionary => Dictionary(dictionary, nullability),
            JsonPrimitiveContract => Primitive(plain),
            JsonLinqContract when plain == typeof(JObject) => new JsonObject { ["type"] = "object" },
            JsonLinqContract when plain == typeof(JArray) => new JsonObject { ["type"] = "array" },
            JsonISerializableContract => new JsonObject { ["type"] = "object" },
            _ => [],
        };
    }

    private JsonObject Dictionary(JsonDictionaryContract dictionary, NullabilityInfo? nullability) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = dictionary.ItemConverter is null ? Item(dictionary.DictionaryValueType, Inner(nullability)) : new JsonObject(),
    };

    private JsonObject Item(Type? type, NullabilityInfo? nullability)
    {
        if (type is null)
        {
            return [];
        }

        var schema = Value(type, null, nullability);
        AddRules(type, schema);
        return Nullable.GetUnderlyingType(type) is not null || nullability?.ReadState == NullabilityState.Nullable ? OrNull(schema) : schema;
    }

    private static NullabilityInfo? Inner(NullabilityInfo? nullability) => nullability?.ElementType ?? nullability?.GenericTypeArguments.LastOrDefault();

    private JsonObject Reference(Type type)
    {
        if (type == _root)
        {
            return new JsonObject { ["$ref"] = "#" };
        }

        if (!_names.TryGetValue(type, out var name))
        {
            var plain = type.Name.Split('`')[0];
            name = plain;
            for (var i = 2; _names.ContainsValue(name); i++)
            {
                name = plain + i;
            }

            _names.Add(type, name); // Before its properties, which may be of the same type.
            _definitions[name] = Object((JsonObjectContract)_shapes.ContractOf(type));
        }

        return new JsonObject { ["$ref"] = "#/$defs/" + name };
    }

    private static JsonObject Primitive(Type type)
    {
        var name = type switch
        {
            { IsEnum: true } => "integer",
            _ when type == typeof(bool) => "boolean",
            _ when type == typeof(float) || type == typeof(double) || type == typeof(decimal) => "number",
            _ when type == typeof(byte) || type == typeof(sbyte) || type == typeof(short) || type == typeof(ushort) || type == typeof(int)
                || type == typeof(uint) || type == typeof(long) || type == typeof(ulong) || type == typeof(System.Numerics.BigInteger) => "integer",
            _ => "string",
        };
        var schema = new JsonObject { ["type"] = name };
        if (type == typeof(char))
        {
            schema["minLength"] = 1;
            schema["maxLength"] = 1;
        }

        return schema;
    }

    private static JsonObject Names(Type type, JsonConverter converter)
    {
        if (type.IsDefined(typeof(FlagsAttribute)))
        {
            return new JsonObject { ["type"] = "string" };
        }

        var serializer = JsonSerializer.Create(new JsonSerializerSettings { Converters = { converter } });
        var names = new JsonArray();
        foreach (var value in Enum.GetValues(type))
        {
            if (JToken.FromObject(value, serializer).Value<string>() is { } name && !names.Any(known => known!.GetValue<string>() == name))
            {
                names.Add(name);
            }
        }

        return new JsonObject { ["enum"] = names };
    }

    private static JsonObject OrNull(JsonObject schema)
    {
        switch (schema["type"])
        {
            case JsonValue type:
                schema["type"] = new JsonArray(type.GetValue<string>(), "null");
                return schema;
            case null when schema["enum"] is JsonArray names:
                names.Add(null);
                return schema;
            case null when schema.Count == 0:
                return schema;
            default:
                return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        }
    }

    /// <summary>What a type can hold, as far as it is known how it is written.</summary>
    private void AddRules(Type type, JsonObject schema)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var isTime = plain == typeof(DateTime) || plain == typeof(DateTimeOffset) || plain == typeof(DateOnly) || plain == typeof(TimeOnly);
        if (!schema.ContainsKey("type") || (isTime && !HasPlainDates()))
        {
            return;
        }

        ValueRules.Apply(type, schema);
        if (plain == typeof(DateTimeOffset) || plain == typeof(DateOnly))
        {
            schema["format"] = plain == typeof(DateOnly) ? "date" : "date-time";
        }
    }

    /// <summary>Dates as the specification writes them: not so under a format of the application's own.</summary>
    private bool HasPlainDates() =>
        _shapes.Settings.DateFormatHandling == DateFormatHandling.IsoDateFormat
        && _shapes.Settings.DateFormatString == new JsonSerializerSettings().DateFormatString;

    private NullabilityInfo? Nullability(JsonProperty property)
    {
        var members = property.DeclaringType?.GetMember(property.UnderlyingName ?? "", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic) ?? [];
        return members.FirstOrDefault() switch
        {
            PropertyInfo member => _nullability.Create(member),
            FieldInfo field => _nullability.Create(field),
            _ => null,
        };
    }

    /// <summary>As without Newtonsoft.Json, a reference that says nothing of null is not null.</summary>
    private static bool MayBeNull(JsonProperty property, NullabilityInfo? nullability)
    {
        if (property.IsRequiredSpecified && property.Required is Required.Always or Required.DisallowNull)
        {
            return false;
        }

        return property.Required == Required.AllowNull
            || Nullable.GetUnderlyingType(property.PropertyType!) is not null
            || (!property.PropertyType!.IsValueType && nullability?.ReadState == NullabilityState.Nullable);
    }

    private static bool IsRequired(JsonObjectContract contract, JsonProperty property)
    {
        if (property.Required is Required.Always or Required.AllowNull)
        {
            return true;
        }

        var member = contract.UnderlyingType.GetProperty(property.UnderlyingName ?? "");
        return member?.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute)) == true
            || Parameter(contract, property) is { HasDefaultValue: false };
    }

    /// <summary>Whether writing leaves the property out at times, so that it cannot be required.</summary>
    private bool IsLeftOut(JsonProperty property, bool mayBeNull)
    {
        var nulls = property.NullValueHandling ?? _shapes.Settings.NullValueHandling;
        var defaults = property.DefaultValueHandling ?? _shapes.Settings.DefaultValueHandling;
        return (mayBeNull && nulls == NullValueHandling.Ignore)
            || defaults.HasFlag(DefaultValueHandling.Ignore)
            || property.ShouldSerialize is not null
            || property.GetIsSpecified is not null;
    }
}
