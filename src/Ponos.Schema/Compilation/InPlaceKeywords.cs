using Ponos.Schema.Rules;

namespace Ponos.Schema.Compilation;

/// <summary>Reads references, combinations and conditions.</summary>
internal static class InPlaceKeywords
{
    public static InPlaceRules? Read(SchemaReader reader)
    {
        var condition = reader.Schema("if");
        var rules = new InPlaceRules
        {
            Reference = reader.Reference("$ref"),
            DynamicReference = reader.Reference("$dynamicRef"),
            AllOf = reader.Schemas("allOf"),
            AnyOf = reader.Schemas("anyOf"),
            OneOf = reader.Schemas("oneOf"),
            Not = reader.Schema("not"),
            If = condition,
            Then = condition is null ? null : reader.Schema("then"),
            Else = condition is null ? null : reader.Schema("else"),
        };
        return rules.Nodes.Any() ? rules : null;
    }
}
