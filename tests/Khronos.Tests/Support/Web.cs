using System.Text.Json;

namespace Khronos.Tests.Support;

/// <summary>Jobs as they are on the wire.</summary>
internal static class Web
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { TypeInfoResolver = KhronosJson.TypeInfoResolver };
}
