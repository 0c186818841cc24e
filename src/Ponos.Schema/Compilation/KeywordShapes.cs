using Ponos.Schema.Text;

namespace Ponos.Schema.Compilation;

/// <summary>Finds the subschemas in a keyword's value.</summary>
internal static class KeywordShapes
{
    public static IEnumerable<int> Subschemas(JsonText text, int value, KeywordShape shape)
    {
        var type = text.TypeOf(value);
        return shape switch
        {
            KeywordShape.Schema when IsSchema(type) => [value],
            KeywordShape.SchemaOrArray when IsSchema(type) => [value],
            KeywordShape.SchemaArray or KeywordShape.SchemaOrArray when type == JsonTypes.Array =>
                text.Items(value).Where(item => IsSchema(text.TypeOf(item))),
            KeywordShape.SchemaMap or KeywordShape.SchemaOrNamesMap when type == JsonTypes.Object =>
                text.Properties(value).Select(property => property.Value).Where(member => IsSchema(text.TypeOf(member))),
            _ => [],
        };
    }

    private static bool IsSchema(JsonTypes type) => type is JsonTypes.Object or JsonTypes.Boolean;
}
