namespace Ponos;

/// <summary>A binding that a service declares.</summary>
/// <param name="Source">The exchange that jobs come from.</param>
/// <param name="Destination">The queue or exchange that they go to.</param>
/// <param name="ToExchange">Whether <paramref name="Destination"/> is an exchange.</param>
/// <param name="RoutingKey">The routing key or pattern; empty where the exchange overlooks it.</param>
public sealed record DeclaredBinding(string Source, string Destination, bool ToExchange, string RoutingKey);
