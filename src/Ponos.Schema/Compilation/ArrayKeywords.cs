using Ponos.Schema.Rules;
using Ponos.Schema.Text;

namespace Ponos.Schema.Compilation;

/// <summary>Reads the keywords for arrays.</summary>
internal static class ArrayKeywords
{
    public static ArrayRules? Read(SchemaReader reader)
    {
        var (prefix, rest, restKeyword) = reader.Dialect.IsDraft7
            ? Draft7Items(reader)
            : (reader.Schemas("prefixItems"), reader.Schema("items"), "items");
        var rules = new ArrayRules
        {
            MinItems = reader.Count("minItems") ?? 0,
            MaxItems = reader.Count("maxItems") ?? int.MaxValue,
            UniqueItems = reader.Flag("uniqueItems"),
            Prefix = prefix,
            Rest = rest,
            RestKeyword = restKeyword,
            Contains = Contains(reader),
        };
        return rules is { MinItems: 0, MaxItems: int.MaxValue, UniqueItems: false, Prefix.Length: 0, Rest: null, Contains: null }
            ? null
            : rules;
    }

    private static (SchemaNode[] Prefix, SchemaNode? Others, string Keyword) Draft7Items(SchemaReader reader)
    {
        var items = reader.Find("items");
        return items >= 0 && reader.Text.TypeOf(items) == JsonTypes.Array
            ? (reader.Schemas("items"), reader.Schema("additionalItems"), "additionalItems")
            : ([], reader.Schema("items"), "items");
    }

    private static ContainsRule? Contains(SchemaReader reader) =>
        reader.Schema("contains") is { } schema
            ? new ContainsRule(
                schema, reader.Count("minContains") ?? 1, reader.Count("maxContains") ?? int.MaxValue, marksItems: !reader.Dialect.IsDraft7)
            : null;
}
