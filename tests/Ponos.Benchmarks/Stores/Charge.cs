using System.Text.Json.Serialization;

namespace Ponos.Benchmarks.Stores;

/// <summary>The job that goes with each order.</summary>
internal sealed record Charge(int Number, string Customer, int Cents)
{
    public const string Name = "order.charge";

    public static Charge Of(int number) => new(number, "ada.lovelace@example.org", 1_995);
}

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Charge))]
internal sealed partial class ChargeJson : JsonSerializerContext;
