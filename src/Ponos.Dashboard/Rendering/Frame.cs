using Ponos.Dashboard.Access;
using Ponos.Dashboard.Views;

namespace Ponos.Dashboard.Rendering;

/// <summary>What every page has around it.</summary>
internal sealed record Frame
{
    public required Links Links { get; init; }

    public required string Title { get; init; }

    public required NavPlace Nav { get; init; }

    /// <summary>The page's component.</summary>
    public required Type Page { get; init; }

    /// <summary>The broker: host, port and virtual host.</summary>
    public required string Broker { get; init; }

    public required string Who { get; init; }

    public required bool MayAct { get; init; }

    /// <summary>The name and the value of the field that a form carries against forged requests.</summary>
    public required (string Name, string Value) Token { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>Where the page's changes come from, where it has any.</summary>
    public string? LiveAddress { get; init; }

    public Saying? Said { get; init; }
}

/// <summary>The pages of the menu.</summary>
internal enum NavPlace
{
    /// <summary>None of them.</summary>
    None,

    /// <summary>All services.</summary>
    Overview,

    /// <summary>Dead and invalid jobs.</summary>
    Dead,

    /// <summary>The way of a transaction.</summary>
    Trace,

    /// <summary>Khronos' schedules.</summary>
    Schedules,

    /// <summary>All services' contracts.</summary>
    Contracts,

    /// <summary>Exchanges and queues.</summary>
    Topology,
}
