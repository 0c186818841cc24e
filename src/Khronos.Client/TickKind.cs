using System.Text.Json.Serialization;

namespace Khronos;

/// <summary>Why a tick was fired.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TickKind>))]
public enum TickKind
{
    /// <summary>Its time came.</summary>
    [JsonStringEnumMemberName("scheduled")]
    Scheduled,

    /// <summary>Its time, or that of ticks it stands for, came while nobody could fire it.</summary>
    [JsonStringEnumMemberName("catch-up")]
    CatchUp,

    /// <summary>The schedule's owner asked for one now.</summary>
    [JsonStringEnumMemberName("manual")]
    Manual,

    /// <summary>The schedule's owner asked for the ticks of a span of time again.</summary>
    [JsonStringEnumMemberName("backfill")]
    Backfill,
}
