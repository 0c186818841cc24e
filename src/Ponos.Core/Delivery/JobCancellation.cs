namespace Ponos.Delivery;

/// <summary>An operator's word that a job which runs is to end.</summary>
/// <param name="By">Who says so; from outside.</param>
/// <param name="Again">Whether it comes again, and is not dead.</param>
internal sealed record JobCancellation(string By, bool Again);
