using Ponos.Schema;

namespace Ponos.Contracts;

/// <summary>
/// How strictly contracts read their schemas: formats are asserted, and a keyword or a format that is not known is refused,
/// since a misspelt one would be a hole in the contract (unless it begins with <c>x-</c>).
/// </summary>
internal static class ContractSchemaRules
{
    public static JsonSchemaOptions Options { get; } = new()
    {
        AssertFormats = true,
        UnknownKeywords = UnknownKeywords.Refuse,
        UnknownFormats = UnknownFormats.Refuse,
    };
}
