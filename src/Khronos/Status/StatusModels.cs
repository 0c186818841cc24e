namespace Khronos.Status;

/// <summary><c>GET /status</c>.</summary>
internal sealed record KhronosStatus(
    DateTimeOffset Now,
    string Role,
    string Replica,
    string? Leader,
    IReadOnlyList<string> Replicas,
    long? Epoch,
    DateTimeOffset? Watermark,
    double? WatermarkAge,
    int Schedules,
    double? RefusedStep,
    IReadOnlyDictionary<string, string> Aside,
    string? Trouble);

/// <summary><c>GET /schedules</c>: a part of all, by name.</summary>
internal sealed record ScheduleList(int Total, IReadOnlyList<ScheduleStatus> Schedules);

/// <summary><c>GET /schedules/{name}</c>.</summary>
internal sealed record ScheduleStatus(
    string Name,
    string Event,
    PutSchedule Definition,
    IReadOnlyList<string> Owners,
    IReadOnlyDictionary<string, IReadOnlyList<string?>>? Users,
    DateTimeOffset PutAt,
    bool Paused,
    DateTimeOffset? NextAt,
    string? Aside,
    TickStatus? Last);

/// <summary>The first of all schedules by name, as an operator is told of them.</summary>
internal sealed record PlanList(int Total, IReadOnlyList<SchedulePlan> Schedules);

/// <summary>
/// A schedule with when it comes: the next instants, and the latest ones, the oldest first, as a backfill would have them.
/// </summary>
internal sealed record SchedulePlan(
    string Name,
    string Event,
    string Words,
    PutSchedule Definition,
    bool HasPayload,
    IReadOnlyList<string> Owners,
    DateTimeOffset PutAt,
    bool Paused,
    IReadOnlyList<DateTimeOffset> Next,
    IReadOnlyList<DateTimeOffset> Before,
    string? Aside,
    DateTimeOffset? LastAt,
    double? LastLateness);

/// <summary><c>GET /ticks</c>: the newest first.</summary>
internal sealed record TickList(IReadOnlyList<TickStatus> Ticks);

/// <summary>A tick that the broker confirmed. Its lateness is in seconds, from its instant until it was fired.</summary>
internal sealed record TickStatus(
    string TickId,
    string Name,
    TickKind Kind,
    DateTimeOffset ScheduledAt,
    DateTimeOffset FiredAt,
    DateTimeOffset PublishedAt,
    double Lateness,
    long Sequence,
    MissedTicks? Missed);
