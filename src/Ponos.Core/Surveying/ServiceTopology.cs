namespace Ponos;

/// <summary>All that a service declares on a broker and that outlives its processes.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Exchanges">Its exchanges.</param>
/// <param name="Queues">Its queues. Those of broadcast events are not among them: they end with their process.</param>
/// <param name="Bindings">Its bindings.</param>
public sealed record ServiceTopology(
    string Service,
    IReadOnlyList<DeclaredExchange> Exchanges,
    IReadOnlyList<DeclaredQueue> Queues,
    IReadOnlyList<DeclaredBinding> Bindings);
