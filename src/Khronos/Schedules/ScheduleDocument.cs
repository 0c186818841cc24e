namespace Khronos.Schedules;

/// <summary>A schedule as it is kept: what was asked for, by whom, and since when.</summary>
internal sealed record ScheduleDocument
{
    /// <summary>What was asked for, every part in its canonical form.</summary>
    public required PutSchedule Definition { get; init; }

    /// <summary>The services that asked for it; more than one only where it is shared.</summary>
    public required IReadOnlyList<string> Owners { get; init; }

    /// <summary>When it was put as it is; a cron expression counts its sequence from here.</summary>
    public required DateTimeOffset PutAt { get; init; }

    /// <summary>Instants count from here on: when it was put or last resumed.</summary>
    public required DateTimeOffset ActiveFrom { get; init; }

    public bool IsPaused { get; init; }

    /// <summary>What a newer Khronos wrote and this one does not know, kept for it.</summary>
    [System.Text.Json.Serialization.JsonExtensionData]
    public Dictionary<string, System.Text.Json.JsonElement>? Unknown { get; init; }

    [System.Text.Json.Serialization.JsonIgnore]
    public string Name => Definition.Name!;

    public Schedule ToSchedule() => ScheduleDefinition.Compile(Definition) with { ActiveFrom = ActiveFrom, Anchor = PutAt, IsPaused = IsPaused };
}
