namespace Ponos.Dashboard.Views;

/// <summary>Something that a person should know of first.</summary>
/// <param name="Weight">How bad it is.</param>
/// <param name="Service">Whom it concerns; empty for the broker.</param>
/// <param name="Text">What is wrong, and for how long or how much: a sentence.</param>
/// <param name="Place">Where more is to be seen.</param>
/// <param name="JobName">The handler that it concerns, where it is one.</param>
internal sealed record Concern(ConcernWeight Weight, string Service, string Text, ConcernPlace Place, string JobName = "");

/// <summary>How bad something is.</summary>
internal enum ConcernWeight
{
    /// <summary>Jobs are not done.</summary>
    Wrong,

    /// <summary>Jobs are done; something will want a look.</summary>
    Odd,
}

/// <summary>Where more of a concern is to be seen.</summary>
internal enum ConcernPlace
{
    /// <summary>Nowhere else.</summary>
    Nowhere,

    /// <summary>The service's page.</summary>
    Service,

    /// <summary>The handler's dead jobs.</summary>
    Dead,

    /// <summary>The handler's invalid jobs.</summary>
    Invalid,

    /// <summary>The contracts.</summary>
    Contracts,
}
