using Ponos.Schema.Rules;
using Ponos.Schema.Text;

namespace Ponos.Schema.Compilation;

/// <summary>Reads <c>const</c> and <c>enum</c>.</summary>
internal static class ValueKeywords
{
    public static ValueRules? Read(SchemaReader reader)
    {
        var constant = reader.Find("const");
        var enumeration = reader.Find("enum", JsonTypes.Array, "an array of values");
        return constant < 0 && enumeration < 0 ? null : new ValueRules(reader.Text, constant, enumeration);
    }
}
