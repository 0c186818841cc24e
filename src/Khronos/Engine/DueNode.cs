namespace Khronos.Engine;

/// <summary>One entry of a queue by due time.</summary>
/// <param name="Due">When, as a number of ticks in UTC.</param>
/// <param name="Id">Which.</param>
internal readonly record struct DueNode(long Due, int Id);
