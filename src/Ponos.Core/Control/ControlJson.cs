using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ponos.Control;

/// <summary>How questions, answers and what was done are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ControlQuestion))]
[JsonSerializable(typeof(ControlAnswer))]
[JsonSerializable(typeof(OperationPerformed))]
internal sealed partial class ControlJson : JsonSerializerContext;
