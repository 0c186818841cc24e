using System.Text.Json.Serialization;
using Khronos.Schedules;

namespace Khronos.State;

/// <summary>How documents are kept.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ScheduleDocument))]
internal sealed partial class StateJsonContext : JsonSerializerContext;
