namespace Ponos.Schema;

/// <summary>The drafts of JSON Schema that can be compiled. A schema's <c>$schema</c> chooses among them.</summary>
public enum JsonSchemaDialect
{
    /// <summary>Draft 2020-12: <c>https://json-schema.org/draft/2020-12/schema</c>.</summary>
    Draft202012,

    /// <summary>Draft 7: <c>http://json-schema.org/draft-07/schema#</c>.</summary>
    Draft7,
}
