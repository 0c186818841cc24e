namespace Ponos.Dashboard.Rendering;

/// <summary>A page that is to be shown.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Nav">Where it is in the menu.</param>
/// <param name="Page">Its component.</param>
/// <param name="Model">What the component is given.</param>
internal sealed record PageView(string Title, NavPlace Nav, Type Page, object Model)
{
    /// <summary>The status of the answer.</summary>
    public int Status { get; init; } = 200;
}
