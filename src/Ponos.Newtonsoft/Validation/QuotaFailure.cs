using Newtonsoft.Json.Schema;

namespace Ponos.Newtonsoft.Validation;

/// <summary>Tells the end of the free quota from what a job or a schema can cause.</summary>
internal static class QuotaFailure
{
    /// <summary>
    /// There is no type of its own for it, only the text: "The free-quota limit of 1000 schema validations per hour has been
    /// reached." Other exceptions of the type quote the schema, and have an inner one.
    /// </summary>
    public static bool Is(Exception exception) =>
        exception is JSchemaException { InnerException: null } && exception.Message.Contains("quota", StringComparison.OrdinalIgnoreCase);
}
