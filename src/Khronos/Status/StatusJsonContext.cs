using System.Text.Json;
using System.Text.Json.Serialization;

namespace Khronos.Status;

/// <summary>How the status is written, and how ticks that were sent are read.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(KhronosStatus))]
[JsonSerializable(typeof(ScheduleList))]
[JsonSerializable(typeof(ScheduleStatus))]
[JsonSerializable(typeof(TickList))]
[JsonSerializable(typeof(TimePassed))]
[JsonSerializable(typeof(PlanList))]
internal sealed partial class StatusJsonContext : JsonSerializerContext
{
    /// <summary>Without blanks, for what goes over the broker.</summary>
    public static StatusJsonContext Compact { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web));
}
