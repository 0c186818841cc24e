using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ponos.Contracts.Generation;

/// <summary>What System.Text.Json's metadata says, in the words of a contract.</summary>
internal static class SerializerMetadata
{
    /// <summary>Whether System.Text.Json itself knows how the type is written, rather than a converter of the application's.</summary>
    public static bool IsBuiltIn(this JsonTypeInfo type) => type.Converter.GetType().Assembly == typeof(JsonSerializer).Assembly;

    /// <summary>Whether a converter takes null for itself.</summary>
    public static bool HandlesNull(this JsonConverter converter) =>
        converter.GetType().GetProperty(nameof(JsonConverter<>.HandleNull))?.GetValue(converter) is true;

    /// <summary>Whether the property is written or read at all.</summary>
    public static bool IsInJson(this JsonPropertyInfo property) => property.Get is not null || property.Set is not null;

    /// <summary>Whether a value comes back from the job.</summary>
    public static bool IsRead(this JsonPropertyInfo property) => property.Set is not null || property.AssociatedParameter is not null;

    /// <summary>Whether null may be written and read there.</summary>
    public static bool MayBeNull(this JsonPropertyInfo property)
    {
        if (property.PropertyType.IsValueType)
        {
            return Nullable.GetUnderlyingType(property.PropertyType) is not null;
        }

        var isRead = property.AssociatedParameter?.IsNullable ?? (property.Set is null || property.IsSetNullable);
        return isRead && (property.Get is null || property.IsGetNullable);
    }

    /// <summary>Whether writing leaves the property out at times, so that a job without it is one.</summary>
    public static bool MayBeLeftOut(this JsonPropertyInfo property)
    {
        var condition = Annotations.Of(property).OfType<JsonIgnoreAttribute>().FirstOrDefault()?.Condition;
        return condition switch
        {
            JsonIgnoreCondition.Never => false,
            null when property.ShouldSerialize is not null => true,
            _ => (condition ?? property.Options.DefaultIgnoreCondition) switch
            {
                JsonIgnoreCondition.WhenWriting => true,
                JsonIgnoreCondition.WhenWritingNull => property.MayBeNull(),
                JsonIgnoreCondition.WhenWritingDefault => property.PropertyType.IsValueType || property.MayBeNull(),
                _ => false,
            },
        };
    }

    /// <summary>The property as messages name it.</summary>
    public static string Describe(this JsonPropertyInfo property) =>
        $"{property.DeclaringType.Name}.{(property.AttributeProvider as MemberInfo)?.Name ?? property.Name}";
}
