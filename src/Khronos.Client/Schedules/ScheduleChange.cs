using System.Text.Json.Serialization;

namespace Khronos;

/// <summary>What was done to a schedule.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScheduleChange>))]
public enum ScheduleChange
{
    /// <summary>It is new.</summary>
    [JsonStringEnumMemberName("created")]
    Created,

    /// <summary>It was there and is another one now, or is shared by one service more or fewer.</summary>
    [JsonStringEnumMemberName("updated")]
    Updated,

    /// <summary>It is gone.</summary>
    [JsonStringEnumMemberName("deleted")]
    Deleted,

    /// <summary>It is held.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>It goes on.</summary>
    [JsonStringEnumMemberName("resumed")]
    Resumed,
}
