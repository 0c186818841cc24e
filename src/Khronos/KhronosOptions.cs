namespace Khronos;

/// <summary>
/// The options of Khronos. They are read from the section <c>Khronos</c> of the configuration and from the environment
/// (<c>Khronos__Events</c>), and can be set in code, which wins.
/// </summary>
public sealed class KhronosOptions
{
    /// <summary>
    /// The intervals whose events are published without being asked for, by name: of <c>five-minutes</c>,
    /// <c>thirty-minutes</c>, <c>one-hour</c>, <c>four-hours</c> and <c>one-day</c>. In configuration: names with commas
    /// between them, or <c>none</c>.
    /// </summary>
    /// <value>Default: all five.</value>
    public ICollection<string> Events { get; } = [.. Schedules.BuiltInSchedules.Intervals.Select(Naming.DurationName.Of)];

    /// <summary>
    /// The clock that ticks go by, and its timers. One that runs fast must move <see cref="TimeProvider.GetTimestamp"/> at
    /// the same pace, or its time is taken for a clock that jumps. Only in code.
    /// </summary>
    /// <value>Default: <see langword="null"/>, for the host's own <see cref="System.TimeProvider"/>.</value>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>
    /// How far the wall clock may jump ahead of the monotonic clock before the jump is refused until two later readings
    /// confirm it. <see cref="Timeout.InfiniteTimeSpan"/> (in configuration <c>none</c>) takes every jump.
    /// </summary>
    /// <value>Default: 60 s.</value>
    public TimeSpan ForwardStepLimit { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How many schedules' ticks are published at the same time. From 1 to 10 000.</summary>
    /// <value>Default: 64.</value>
    public int PublishConcurrency { get; set; } = 64;

    /// <summary>
    /// How many missed ticks of a schedule that wants all of them are fired one by one; older ones are only counted. From
    /// 1 to 100 000.
    /// </summary>
    /// <value>Default: 1000.</value>
    public int CatchUpLimit { get; set; } = 1000;

    /// <summary>
    /// The broker's users that may act in the name of any service: those of the dashboard and of the command <c>ponos</c>, where
    /// they have users of their own. In configuration: names with commas between them.
    /// </summary>
    /// <value>Default: none; what a service put as a user of the broker only that user changes.</value>
    public ICollection<string> Operators { get; } = [];

    /// <summary>How many schedules a service may have, those that it shares with others included. From 1 to 1 000 000.</summary>
    /// <value>Default: 1000.</value>
    public int MaxSchedulesOfOwner { get; set; } = 1000;

    /// <summary>How many bytes the schedules of a service may take, half a KiB for each and its payload. From 1024 to 1 GiB.</summary>
    /// <value>Default: 4 MiB.</value>
    public int MaxBytesOfOwner { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many ticks of backfills a service may have published within an hour. From 1 to 1 000 000.</summary>
    /// <value>Default: 10 000.</value>
    public int MaxBackfillsOfOwner { get; set; } = 10_000;

    /// <summary>
    /// As how many services one user of the broker may have schedules, so that nobody takes all there is by calling himself by many
    /// names. From 1 to 100 000.
    /// </summary>
    /// <value>Default: 50.</value>
    public int MaxServicesOfUser { get; set; } = 50;

    /// <summary>How many schedules there may be of all services together. From 1 to 10 000 000.</summary>
    /// <value>Default: 100 000.</value>
    public int MaxSchedules { get; set; } = 100_000;

    /// <summary>
    /// The shortest time between two ticks that a service may ask for: of an interval, or of an expression between any
    /// two of its next ticks. From 1 s to 1 d.
    /// </summary>
    /// <value>Default: 1 s, for no limit.</value>
    public TimeSpan ShortestInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The file in which a single Khronos keeps its schedules and how far it came, so that a restart misses nothing. It is
    /// made when it is not there. Not for replicas.
    /// </summary>
    /// <value>Default: <see langword="null"/>, for none: services put their schedules again at their start.</value>
    public string? StateFile { get; set; }

    /// <summary>
    /// Where the status is served over HTTP, read-only, such as <c>http://127.0.0.1:5470</c>; port 0 takes a free one. Beyond
    /// the loopback address everyone who reaches it can read it. In configuration <c>none</c> for nowhere.
    /// </summary>
    /// <value>
    /// Default: <see langword="null"/>, for nowhere; Khronos as a process of its own has <c>http://127.0.0.1:5470</c> in its
    /// settings.
    /// </value>
    public Uri? StatusAddress { get; set; }

    /// <summary>
    /// The host names under which the status may be asked for, such as <c>khronos.internal</c>, so that no page of another
    /// name can read it through somebody's browser. Names of the loopback address are among them where it is served there. In
    /// configuration: names with commas between them.
    /// </summary>
    /// <value>Default: none, which off the loopback address means any.</value>
    public ICollection<string> StatusHosts { get; } = [];
}
