using Ponos.Schema;

namespace Ponos.Contracts;

/// <summary>
/// How strictly contracts read their schemas: formats are asserted, and a keyword that the dialect does not have is
/// refused, since a misspelt keyword would be a hole in the contract (unless it begins with <c>x-</c>).
/// </summary>
internal static class ContractSchemaRules
{
    public static JsonSchemaOptions Options { get; } = new()
    {
        AssertFormats = true,
        UnknownKeywords = UnknownKeywords.Refuse,
    };
}
