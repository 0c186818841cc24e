using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;
using Ponos.Contracts.Generation;

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
    private readonly NullableItems _nullability = new();
    private readonly Dictionary<Type, string> _names = [];
    private readonly JsonObject _definitions = [];

    private readonly bool _withAnnotations;

    private ShapeSchema(JobShapes shapes, Type root, bool withAnnotations) =>
        (_shapes, _root, _withAnnotations) = (shapes, root, withAnnotations);

    /// <summary>Generates the schema of a job's type.</summary>
    /// <exception cref="NotSupportedException">The type is written as something other than a JSON object.</exception>
    public static string Generate(JobShapes shapes, Type type) =>
        new ShapeSchema(shapes, type, withAnnotations: true).Root().ToJsonString();

    /// <summary>Checks a type whose schema was written by hand, and says what its annotations may not be able to.</summary>
    /// <exception cref="NotSupportedException">The type is written as something other than a JSON object, or cannot be read.</exception>
    public static void Check(JobShapes shapes, Type type) => _ = new ShapeSchema(shapes, type, withAnnotations: false).Root();

    private JsonObject Root()
    {
        var converter = _shapes.ConverterOf(_root);
        if (converter is not null
            || _root == typeof(object)
            || _shapes.ContractOf(_root) is JsonLinqContract or JsonDynamicContract or JsonISerializableContract)
        {
            return _root == typeof(JArray) || _root == typeof(JValue) ? throw NoObject() : new JsonObject { ["type"] = "object" };
        }

        var schema = _shapes.ContractOf(_root) switch
        {
            JsonObjectContract contract => Object(contract),
            JsonDictionaryContract dictionary => Dictionary(dictionary, null, _root.Name),
            _ => throw NoObject(),
        };
        if (_definitions.Count > 0)
        {
            schema["$defs"] = _definitions;
        }

        return schema;
    }

    private NotSupportedException NoObject() =>
        new($"{_root} is not written as a JSON object. A job is an object: wrap the value in a record.");

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
        var name = $"{owner.UnderlyingType.Name}.{property.UnderlyingName}";
        ReadableShape.Check(owner, property, name);
        var type = property.PropertyType!;
        var schema = property.ItemConverter is null ? Value(type, property.Converter, nullability, name) : [];
        var serializer = JsonSerializer.Create(_shapes.Settings);
        var value = new AnnotatedValue(
            name,
            Nullable.GetUnderlyingType(type) ?? type,
            one => JsonNode.Parse(JToken.FromObject(one, serializer).ToString(Formatting.None)));
        foreach (var attribute in _withAnnotations ? Attributes(owner, property) : [])
        {
            AnnotationRules.Apply(attribute, schema, value);
        }

        return mayBeNull ? NullSchema.Or(schema) : schema;
    }

    /// <summary>A positional record's attribute stands on the parameter unless it says "property:".</summary>
    private static IEnumerable<Attribute> Attributes(JsonObjectContract owner, JsonProperty property)
    {
        return (property.AttributeProvider?.GetAttributes(inherit: true) ?? [])
            .Concat(Parameter(owner, property)?.GetCustomAttributes(inherit: true).Cast<Attribute>() ?? []);
    }

    /// <summary>The constructor's parameter that becomes a property, as a record's do.</summary>
    private static ParameterInfo? Parameter(JsonObjectContract owner, JsonProperty property) =>
        Creator(owner)?.GetParameters()
            .FirstOrDefault(parameter => string.Equals(parameter.Name, property.UnderlyingName, StringComparison.OrdinalIgnoreCase));

    private static ConstructorInfo? Creator(JsonObjectContract owner)
    {
        var constructors = owner.UnderlyingType.GetConstructors();
        return constructors.FirstOrDefault(constructor => constructor.IsDefined(typeof(JsonConstructorAttribute)))
            ?? constructors.FirstOrDefault(
                constructor => constructor.GetParameters().Length == owner.CreatorParameters.Count && owner.CreatorParameters.Count > 0);
    }

    private JsonObject Value(Type type, JsonConverter? converter, NullabilityInfo? nullability, string name)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        converter = _shapes.ConverterOf(type, converter);
        if (converter is StringEnumConverter && plain.IsEnum)
        {
            return Names(plain, converter);
        }

        if (converter is KeyValuePairConverter)
        {
            return Pair(plain, name);
        }

        if (converter is not null || type == typeof(object))
        {
            return [];
        }

        return _shapes.ContractOf(plain) switch
        {
            JsonObjectContract contract => Reference(contract, name),
            JsonArrayContract array => new JsonObject
            {
                ["type"] = "array",
                ["items"] = array.ItemConverter is null && !array.IsMultidimensional()
                    ? Item(array.CollectionItemType, nullability, name)
                    : new JsonObject(),
            },
            JsonDictionaryContract dictionary => Dictionary(dictionary, nullability, name),
            JsonPrimitiveContract => Primitive(plain),
            JsonLinqContract when plain == typeof(JObject) => new JsonObject { ["type"] = "object" },
            JsonLinqContract when plain == typeof(JArray) => new JsonObject { ["type"] = "array" },
            JsonISerializableContract => new JsonObject { ["type"] = "object" },
            _ => [],
        };
    }

    /// <summary>As Newtonsoft.Json's converter writes it, under the names that the resolver gives.</summary>
    private JsonObject Pair(Type type, string name)
    {
        var properties = new JsonObject();
        for (var i = 0; i < 2; i++)
        {
            var item = type.GenericTypeArguments[i];
            var part = i == 0 ? "Key" : "Value";
            var schema = Value(item, null, null, $"{name}.{part}");
            properties[(_shapes.Settings.ContractResolver as DefaultContractResolver)?.GetResolvedPropertyName(part) ?? part] =
                NullableItems.MayBeNull(null, item) ? NullSchema.Or(schema) : schema;
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties };
    }

    private JsonObject Dictionary(JsonDictionaryContract dictionary, NullabilityInfo? nullability, string name)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = dictionary.ItemConverter is null
                ? Item(dictionary.DictionaryValueType, nullability, name)
                : new JsonObject(),
        };
        if (Keys(dictionary, name) is { } keys)
        {
            schema["propertyNames"] = keys;
        }

        return schema;
    }

    /// <summary>What the serializer reads as a key; it writes whatever <c>ToString</c> says.</summary>
    private JsonObject? Keys(JsonDictionaryContract dictionary, string name)
    {
        if (dictionary.DictionaryKeyType is not { } key || key == typeof(string) || key == typeof(object))
        {
            return null;
        }

        if (!key.IsEnum)
        {
            return key == typeof(DateOnly) || key == typeof(TimeOnly)
                ? throw new NotSupportedException(
                    $"{name} is a dictionary by {key}, which Newtonsoft.Json writes as an American date or without its seconds. "
                    + "Take text or a DateTime as the key.")
                : IsTime(key) && !HasPlainDates() ? null : KeySchema.OfScalar(key);
        }

        var names = Enum.GetNames(key).Select(one => dictionary.DictionaryKeyResolver?.Invoke(one) ?? one);
        return key.IsDefined(typeof(FlagsAttribute)) ? EnumSchema.Flags(names) : EnumSchema.Names(names);
    }

    private JsonObject Item(Type? type, NullabilityInfo? collection, string name)
    {
        if (type is null)
        {
            return [];
        }

        var item = NullableItems.Inside(collection, type);
        var schema = Value(type, null, item, name + "[]");
        return Nullable.GetUnderlyingType(type) is not null || NullableItems.MayBeNull(item, type) ? NullSchema.Or(schema) : schema;
    }

    private JsonObject Reference(JsonObjectContract contract, string place)
    {
        var type = contract.UnderlyingType;
        ReadableShape.Check(contract, place);
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
            _definitions[name] = Object(contract);
        }

        return new JsonObject { ["$ref"] = "#/$defs/" + name };
    }

    private JsonObject Primitive(Type type)
    {
        if (type.IsEnum)
        {
            return ScalarSchema.Of(Enum.GetUnderlyingType(type))!;
        }

        // A format of the application's own.
        if (IsTime(type) && !HasPlainDates())
        {
            return new JsonObject { ["type"] = "string" };
        }

        if (type == typeof(System.Numerics.BigInteger))
        {
            return new JsonObject { ["type"] = "integer" };
        }

        return ScalarSchema.Of(type) is not { } schema ? new JsonObject { ["type"] = "string" }
            : IsFloat(type) && _shapes.Settings.FloatFormatHandling == FloatFormatHandling.String
                ? new JsonObject
                {
                    ["anyOf"] = new JsonArray(schema, new JsonObject { ["enum"] = new JsonArray("NaN", "Infinity", "-Infinity") }),
                }
            : schema;
    }

    private static bool IsFloat(Type type) => type == typeof(double) || type == typeof(float);

    private static bool IsTime(Type type) =>
        type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly);

    private static JsonObject Names(Type type, JsonConverter converter)
    {
        var serializer = JsonSerializer.Create(new JsonSerializerSettings { Converters = { converter } });
        var names = new JsonArray();
        foreach (var value in Enum.GetValues(type))
        {
            if (JToken.FromObject(value, serializer).Value<string>() is { } name && !names.Any(known => known!.GetValue<string>() == name))
            {
                names.Add(name);
            }
        }

        return type.IsDefined(typeof(FlagsAttribute))
            ? EnumSchema.Flags(names.Select(name => name!.GetValue<string>()))
            : new JsonObject { ["enum"] = names };
    }

    /// <summary>Dates as the specification writes them: not so under a format of the application's own.</summary>
    private bool HasPlainDates() =>
        _shapes.Settings.DateFormatHandling == DateFormatHandling.IsoDateFormat
        && _shapes.Settings.DateFormatString == new JsonSerializerSettings().DateFormatString;

    private NullabilityInfo? Nullability(JsonProperty property) => _nullability.Of(MemberOf(property));

    /// <summary>The member itself, where a derived type hides one of the same name.</summary>
    private static MemberInfo? MemberOf(JsonProperty property) =>
        property.DeclaringType?.GetMember(
            property.UnderlyingName ?? "", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .FirstOrDefault(member => member is PropertyInfo or FieldInfo);

    /// <summary>As without Newtonsoft.Json, a reference that says nothing of null may be.</summary>
    private static bool MayBeNull(JsonProperty property, NullabilityInfo? nullability)
    {
        if (property.IsRequiredSpecified && property.Required is Required.Always or Required.DisallowNull)
        {
            return false;
        }

        return property.Required == Required.AllowNull
            || Nullable.GetUnderlyingType(property.PropertyType!) is not null
            || (!property.PropertyType!.IsValueType && nullability?.ReadState != NullabilityState.NotNull);
    }

    private static bool IsRequired(JsonObjectContract contract, JsonProperty property)
    {
        if (property.Required is Required.Always or Required.AllowNull)
        {
            return true;
        }

        return MemberOf(property)?.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute)) == true
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
