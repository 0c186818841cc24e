namespace Ponos;

/// <summary>
/// Says that a section below <c>Ponos</c> and below <c>Ponos:Services:{service}</c> belongs to another package, which reads
/// and checks it: registered as a singleton, one for each. Keys that belong to nobody fail the start.
/// </summary>
/// <param name="Name">The section's name: <c>Redis</c>.</param>
public sealed record PackageSection(string Name);
