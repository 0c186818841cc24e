using System.Text.Json;

namespace Ponos.Management;

/// <summary>A binding as the broker's management lists it.</summary>
/// <param name="Source">The exchange; empty for the default exchange.</param>
/// <param name="Destination">The queue or exchange.</param>
/// <param name="ToExchange">Whether <paramref name="Destination"/> is an exchange.</param>
/// <param name="RoutingKey">The routing key.</param>
internal sealed record BrokerBinding(string Source, string Destination, bool ToExchange, string RoutingKey)
{
    public static BrokerBinding Read(JsonElement binding) => new(
        binding.Text("source") ?? "",
        binding.Text("destination") ?? "",
        binding.Text("destination_type") == "exchange",
        binding.Text("routing_key") ?? "");
}
