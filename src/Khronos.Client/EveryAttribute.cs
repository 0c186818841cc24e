namespace Khronos;

/// <summary>
/// On a handler's method: runs it every so often. The service asks Khronos for the interval at its start and listens to
/// its event; nothing else is to be edited anywhere.
/// </summary>
/// <param name="interval">The interval, such as <c>ten-minutes</c>, <c>90s</c> or <c>PT1H30M</c>.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class EveryAttribute(string interval) : Attribute
{
    /// <summary>The interval.</summary>
    public string Interval { get; } = interval;

    /// <summary>
    /// A name of the schedule's own, which a schedule with an offset or a jitter needs. Default: <see langword="null"/>, for
    /// the interval's, which all services share.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>Moves every instant by so much; shorter than the interval. Default: none.</summary>
    public string? Offset { get; set; }

    /// <summary>Ticks come up to so much later, each instant always by the same; shorter than the interval. Default: none.</summary>
    public string? Jitter { get; set; }

    /// <summary>What becomes of ticks whose time came while nobody could fire them. Default: <see cref="CatchUp.Latest"/>.</summary>
    public CatchUp CatchUp { get; set; }
}
