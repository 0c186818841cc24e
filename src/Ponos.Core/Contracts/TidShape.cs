using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ponos.Contracts;

/// <summary>What System.Text.Json knows of a type and a job's <c>tid</c>.</summary>
internal static class TidShape
{
    /// <summary>
    /// Whether a type, or one that is derived from it and read in its place, has such a property. What takes any name has not.
    /// </summary>
    public static bool Has(JsonTypeInfo type, JsonSerializerOptions options) =>
        HasItself(type)
        || (type.PolymorphismOptions is { } polymorphism
            && polymorphism.DerivedTypes.Any(
                derived => derived.DerivedType != type.Type && HasItself(options.GetTypeInfo(derived.DerivedType))));

    /// <summary>Whether there is anything in a type through which such a property can be written.</summary>
    public static bool MayBeWrittenBy(JsonTypeInfo type) =>
        type.Kind != JsonTypeInfoKind.Object
        || type.PolymorphismOptions is not null
        || HasItself(type)
        || type.Properties.Any(property => property.IsExtensionData);

    private static bool HasItself(JsonTypeInfo type) =>
        type.Kind == JsonTypeInfoKind.Object
        && type.Properties.Any(property => property.Name == JobTid.Property && !property.IsExtensionData);
}
