using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ponos.Journal;

/// <summary>How the journal is written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalBatch))]
internal sealed partial class JournalJson : JsonSerializerContext;
