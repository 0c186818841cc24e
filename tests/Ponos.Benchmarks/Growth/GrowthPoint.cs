namespace Ponos.Benchmarks.Growth;

/// <summary>What was measured at one size.</summary>
/// <param name="Size">How much of what grows.</param>
/// <param name="Cost">What a job costs there.</param>
/// <param name="Besides">What else was seen, in the order of the study's columns.</param>
internal sealed record GrowthPoint(double Size, GrowthCost Cost, params double[] Besides);
