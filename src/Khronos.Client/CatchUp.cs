using System.Text.Json.Serialization;

namespace Khronos;

/// <summary>What becomes of ticks whose time came while nobody could fire them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CatchUp>))]
public enum CatchUp
{
    /// <summary>The newest one is fired, and says how many it stands for.</summary>
    [JsonStringEnumMemberName("latest")]
    Latest,

    /// <summary>Each one is fired, in order; beyond Khronos's limit the oldest are only counted.</summary>
    [JsonStringEnumMemberName("all")]
    All,

    /// <summary>None is fired; the next tick says how many were skipped.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip,
}
