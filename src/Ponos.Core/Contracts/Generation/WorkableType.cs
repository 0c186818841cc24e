using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ponos.Contracts.Generation;

/// <summary>
/// Refuses types that System.Text.Json would write and not read, or leave empty without a word: the service does not start,
/// and the message names the member and the remedy.
/// </summary>
internal static class WorkableType
{
    private const string Remedy =
        "Use a record with a property for each value, give the type a JsonConverter, or leave it out with [JsonIgnore].";

    /// <summary>An object can be made, and something of it comes back.</summary>
    public static void CheckObject(JsonTypeInfo type)
    {
        if (type.CreateObject is null && type.Properties.All(property => property.AssociatedParameter is null))
        {
            throw new NotSupportedException(type.Type.IsAbstract
                ? $"{type.Type} is abstract, so that System.Text.Json can write it and not read it. "
                    + "Use a type that is not, or name the derived types with [JsonDerivedType]."
                : $"{type.Type} has no constructor that System.Text.Json can read it with. "
                    + $"Leave one public constructor, or mark one with [JsonConstructor]. {Remedy}");
        }

        if (IsOfRuntime(type.Type) && !type.Properties.Any(SerializerMetadata.IsRead))
        {
            throw NoJson(null, type.Type);
        }
    }

    /// <summary>Nothing is written that is lost on reading, and nothing is left out that looks like a part of the job.</summary>
    public static void CheckMembers(JsonTypeInfo type)
    {
        if (IsOfRuntime(type.Type))
        {
            return;
        }

        foreach (var property in type.Properties)
        {
            if (property.Get is not null && !property.IsRead() && property.AttributeProvider is PropertyInfo member)
            {
                CheckReadBack(type, property, member);
            }
        }

        CheckFields(type);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075",
        Justification = "An interface that was trimmed away only leaves the type unchecked.")]
    public static void CheckCollection(JsonTypeInfo type, string name)
    {
        if (type.Type.GetInterfaces()
            .Append(type.Type)
            .Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)))
        {
            throw new NotSupportedException($"{name} is an asynchronous sequence ({type.Type}), and a job is written at once. Use a list.");
        }

        try
        {
            _ = JsonSerializer.Deserialize(type.Kind == JsonTypeInfoKind.Dictionary ? "{}"u8 : "[]"u8, type);
        }
        catch (NotSupportedException)
        {
            throw new NotSupportedException(
                $"{name} is a collection that System.Text.Json can write and not read ({type.Type}). "
                + "Use a list, an array, a set or a dictionary.");
        }
        catch (Exception)
        {
            // Its own constructor's business: not for want of a way to read it.
        }
    }

    public static void CheckWithoutDiscriminator(JsonTypeInfo type, Type derived)
    {
        if (type.Type.IsAbstract)
        {
            throw new NotSupportedException(
                $"[JsonDerivedType(typeof({derived.Name}))] on {type.Type} gives no discriminator, and without one nobody can tell what "
                + $"to read, since {type.Type.Name} is abstract. Give it one: [JsonDerivedType(typeof({derived.Name}), \"…\")].");
        }
    }

    public static NotSupportedException NoJson(string? name, Type type) =>
        new(
            $"{(name is null ? type : $"{name} is a {type}, which")} has no form "
            + $"in JSON that System.Text.Json could write and read. {Remedy}");

    private static void CheckReadBack(JsonTypeInfo type, JsonPropertyInfo property, PropertyInfo member)
    {
        if (member.SetMethod is { IsPublic: false })
        {
            throw new NotSupportedException(
                $"{property.Describe()} has a setter that is not public: it would be written and never read. "
                + "Make it public or 'init', mark the property with [JsonInclude], or leave it out with [JsonIgnore].");
        }

        if (member.SetMethod is null && !IsPopulated(type, property) && IsContainer(property) && IsStored(member))
        {
            throw new NotSupportedException(
                $"{property.Describe()} has no setter: what is in it would be written and never read. Add 'init', "
                + "put [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] on it, or leave it out with [JsonIgnore].");
        }
    }

    private static bool IsPopulated(JsonTypeInfo type, JsonPropertyInfo property) =>
        (property.ObjectCreationHandling ?? type.PreferredPropertyObjectCreationHandling ?? type.Options.PreferredObjectCreationHandling)
            == JsonObjectCreationHandling.Populate;

    private static bool IsContainer(JsonPropertyInfo property) =>
        property.Options.TryGetTypeInfo(property.PropertyType, out var value) && value.Kind != JsonTypeInfoKind.None;

    /// <summary>Whether the property keeps a value, rather than working one out.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075",
        Justification = "A field that was trimmed away only leaves the property unchecked.")]
    private static bool IsStored(PropertyInfo member) =>
        member.DeclaringType?.GetField($"<{member.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A field that was trimmed away only goes unmentioned.")]
    private static void CheckFields(JsonTypeInfo type)
    {
        foreach (var field in type.Type.GetFields(BindingFlags.Instance | BindingFlags.Public))
        {
            if (!field.IsDefined(typeof(JsonIgnoreAttribute), inherit: true)
                && !type.Properties.Any(property => property.AttributeProvider is FieldInfo known && known.Name == field.Name))
            {
                throw new NotSupportedException(
                    $"{type.Type.Name}.{field.Name} is a field, which System.Text.Json leaves out. "
                    + "Make it a property, mark it with [JsonInclude], or leave it out with [JsonIgnore].");
            }
        }
    }

    private static bool IsOfRuntime(Type type) =>
        type.Namespace is "System" || type.Namespace?.StartsWith("System.", StringComparison.Ordinal) == true;
}
