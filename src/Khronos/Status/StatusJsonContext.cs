using System.Text.Json.Serialization;

namespace Khronos.Status;

/// <summary>How the status is written, and how ticks that were sent are read.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(KhronosStatus))]
[JsonSerializable(typeof(ScheduleList))]
[JsonSerializable(typeof(ScheduleStatus))]
[JsonSerializable(typeof(TickList))]
[JsonSerializable(typeof(TimePassed))]
internal sealed partial class StatusJsonContext : JsonSerializerContext;
