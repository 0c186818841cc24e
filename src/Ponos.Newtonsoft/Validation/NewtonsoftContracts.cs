using Newtonsoft.Json.Schema;
using Ponos.Contracts;
using Ponos.Schema;
using JsonSchema = Ponos.Schema.JsonSchema;

namespace Ponos.Newtonsoft.Validation;

/// <summary>Contracts enforced by Newtonsoft.Json.Schema.</summary>
internal sealed class NewtonsoftContracts(TimeSpan regexMatchTimeout) : IContractCompiler
{
    /// <summary>
    /// Admits whatever is JSON: UTF-8, within the depth, no name twice. Newtonsoft.Json takes more than that for JSON (comments,
    /// single quotes, trailing commas), and what isn't JSON needs no validation from the quota.
    /// </summary>
    private readonly JsonSchema _json = JsonSchema.Compile("{}", new JsonSchemaOptions { MaxDepth = NewtonsoftOptions.MaxDepth });

    public IContractValidator Compile(string schema)
    {
        // The same rules for a contract's text as without Newtonsoft.Json.Schema: a known dialect, no misspelt keyword.
        _ = JsonSchema.Compile(schema, ContractSchemaRules.Options);
        var enforceable = EnforceableSchema.Of(schema);
        try
        {
            return new NewtonsoftValidator(_json, JSchema.Parse(enforceable), regexMatchTimeout);
        }
        catch (JSchemaException exception)
        {
            throw new NotSupportedException($"Newtonsoft.Json.Schema cannot read the schema: {exception.Message}", exception);
        }
    }
}
