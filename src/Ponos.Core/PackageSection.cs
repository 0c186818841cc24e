namespace Ponos;

/// <summary>
/// Says that a section below <c>Ponos</c> and below <c>Ponos:Services:{service}</c> belongs to another package, which reads
/// and checks it: registered as a singleton, one for each. Keys that belong to nobody fail the start.
/// </summary>
/// <param name="name">The section's name: <c>Redis</c>.</param>
public sealed class PackageSection(string name)
{
    /// <summary>The section's name.</summary>
    public string Name => name;
}
