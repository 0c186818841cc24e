using System.ComponentModel.DataAnnotations;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Linq;

namespace Ponos.Newtonsoft.Tests.Support;

public enum Size
{
    Small,
    Large,
}

/// <summary>A job with what teams have in theirs: an attribute's name, a converter, a nested record, something untyped.</summary>
public sealed record ShipOrder(
    [property: StringLength(10, MinimumLength = 1)] string Order,
    [property: JsonProperty("piece_count"), System.ComponentModel.DataAnnotations.Range(1, 100)] int Pieces,
    [property: JsonConverter(typeof(StringEnumConverter))] Size Size,
    Money Price,
    Money? Rebate = null,
    JObject? Notes = null,
    IReadOnlyList<ShipOrder>? Parts = null);

/// <summary>Written by <see cref="MoneyConverter"/> as one text.</summary>
public readonly record struct Money(decimal Amount, string Currency);

public sealed class MoneyConverter : JsonConverter<Money>
{
    public override Money ReadJson(
        JsonReader reader, Type objectType, Money existingValue, bool hasExistingValue, JsonSerializer serializer)
    {
        var parts = ((string)reader.Value!).Split(' ');
        return new Money(decimal.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1]);
    }

    public override void WriteJson(JsonWriter writer, Money value, JsonSerializer serializer) =>
        writer.WriteValue(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value.Amount} {value.Currency}"));
}

/// <summary>A type that an attack would like to have made.</summary>
public sealed class Gadget
{
    public static int Made { get; private set; }

    public Gadget() => Made++;

    public string? Command { get; set; }
}

/// <summary>A job that asks for type names itself.</summary>
public sealed class CarriesAnything
{
#pragma warning disable CA2326 // The very setting that is to have no effect.
    [JsonProperty(TypeNameHandling = TypeNameHandling.All)]
#pragma warning restore CA2326
    public object? Cargo { get; set; }
}
