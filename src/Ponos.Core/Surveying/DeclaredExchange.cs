namespace Ponos;

/// <summary>A durable exchange that a service declares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>fanout</c> or <c>topic</c>.</param>
public sealed record DeclaredExchange(string Name, string Type);
