using System.Text.Json.Serialization.Metadata;

namespace Khronos;

/// <summary>How the records of Khronos are written and read, without reflection.</summary>
public static class KhronosJson
{
    /// <summary>
    /// Knows every record of this package. An application that is trimmed or compiled ahead of time adds it to its own:
    /// <c>options.Json.TypeInfoResolver = JsonTypeInfoResolver.Combine(MyContext.Default, KhronosJson.TypeInfoResolver)</c>.
    /// </summary>
    public static IJsonTypeInfoResolver TypeInfoResolver => KhronosJsonContext.Default;
}
