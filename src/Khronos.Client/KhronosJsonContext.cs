using System.Text.Json.Serialization;

namespace Khronos;

/// <summary>
/// The metadata behind <see cref="KhronosJson"/>; internal, since the generator makes each of its types a public property.
/// </summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TimePassed))]
[JsonSerializable(typeof(PutSchedule))]
[JsonSerializable(typeof(DeleteSchedule))]
[JsonSerializable(typeof(PauseSchedule))]
[JsonSerializable(typeof(ResumeSchedule))]
[JsonSerializable(typeof(TriggerSchedule))]
[JsonSerializable(typeof(BackfillSchedule))]
[JsonSerializable(typeof(ConfirmClock))]
[JsonSerializable(typeof(ScheduleChanged))]
[JsonSerializable(typeof(ScheduleRejected))]
internal sealed partial class KhronosJsonContext : JsonSerializerContext;
