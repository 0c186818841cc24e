using System.Text.Json;
using System.Text.Json.Serialization;
using Ponos.Journal;

namespace Ponos.Control;

/// <summary>How questions, answers and what was done are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ControlQuestion))]
[JsonSerializable(typeof(ControlAnswer))]
[JsonSerializable(typeof(OperationPerformed))]
[JsonSerializable(typeof(JournalBatch))]
internal sealed partial class ControlJson : JsonSerializerContext;
