using System.Text;
using Ponos.Schema.Text;

namespace Ponos.Schema.Rules;

/// <summary>The names that schemas give to types.</summary>
internal static class TypeNames
{
    public static bool TryParse(string name, out JsonTypes types)
    {
        types = name switch
        {
            "null" => JsonTypes.Null,
            "boolean" => JsonTypes.Boolean,
            "number" => JsonTypes.Number | JsonTypes.Integer,
            "integer" => JsonTypes.Integer,
            "string" => JsonTypes.String,
            "array" => JsonTypes.Array,
            "object" => JsonTypes.Object,
            _ => JsonTypes.None,
        };
        return types != JsonTypes.None;
    }

    /// <summary>The types of a set for a person: <c>string or null</c>.</summary>
    public static string Describe(JsonTypes types)
    {
        var text = new StringBuilder();
        Add(JsonTypes.Object, "object");
        Add(JsonTypes.Array, "array");
        Add(JsonTypes.String, "string");
        Add(JsonTypes.Number, "number");
        if ((types & JsonTypes.Number) == 0)
        {
            Add(JsonTypes.Integer, "integer");
        }

        Add(JsonTypes.Boolean, "boolean");
        Add(JsonTypes.Null, "null");
        return text.ToString();

        void Add(JsonTypes type, string name)
        {
            if ((types & type) != 0)
            {
                text.Append(text.Length == 0 ? string.Empty : " or ").Append(name);
            }
        }
    }
}
