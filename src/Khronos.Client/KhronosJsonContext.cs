using System.Text.Json.Serialization;

namespace Khronos;

/// <summary>The metadata behind <see cref="KhronosJson"/>; internal, since the generator makes each of its types a public property.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TimePassed))]
internal sealed partial class KhronosJsonContext : JsonSerializerContext;
