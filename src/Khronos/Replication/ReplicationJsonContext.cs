using System.Text.Json.Serialization;
using Khronos.Schedules;

namespace Khronos.Replication;

/// <summary>How tokens and records are written.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LeaseToken))]
[JsonSerializable(typeof(LogRecord))]
[JsonSerializable(typeof(ScheduleDocument))]
internal sealed partial class ReplicationJsonContext : JsonSerializerContext;
