using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace Ponos.Newtonsoft.Serialization;

/// <summary>How Newtonsoft.Json sees types under the service's settings: their contracts, and the converters that hide them.</summary>
internal sealed class JobShapes(JsonSerializerSettings settings)
{
    public JsonSerializerSettings Settings => settings;

    public JsonContract ContractOf(Type type) => settings.ContractResolver!.ResolveContract(Nullable.GetUnderlyingType(type) ?? type);

    /// <summary>The converter that writes and reads a type, where one does.</summary>
    public JsonConverter? ConverterOf(Type type, JsonConverter? given = null)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return given
            ?? ContractOf(type).Converter
            ?? settings.Converters.FirstOrDefault(converter => converter.CanConvert(type) || converter.CanConvert(plain))
            ?? ContractOf(type).InternalConverter;
    }

    /// <summary>What a type is read as; null where a converter decides.</summary>
    public JsonContract? ReadAs(Type? type) => type is null || ConverterOf(type) is not null ? null : ContractOf(type);

    public JsonContract? ItemOf(JsonArrayContract array) =>
        array.ItemConverter is null && !array.IsMultidimensional() ? ReadAs(array.CollectionItemType) : null;

    public JsonContract? ValueOf(JsonDictionaryContract dictionary) =>
        dictionary.ItemConverter is null ? ReadAs(dictionary.DictionaryValueType) : null;

    public JsonContract? ValueOf(JsonProperty property) =>
        property.Converter is null && property.ItemConverter is null ? ReadAs(property.PropertyType) : null;
}

internal static class ArrayContracts
{
    /// <summary>Arrays of arrays in one, as <c>int[,]</c> is: their items are containers themselves.</summary>
    public static bool IsMultidimensional(this JsonArrayContract array) =>
        array.UnderlyingType is { IsArray: true } type && type.GetArrayRank() > 1;
}
