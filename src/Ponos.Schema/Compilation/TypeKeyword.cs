using Ponos.Schema.Rules;
using Ponos.Schema.Text;

namespace Ponos.Schema.Compilation;

/// <summary>Reads <c>type</c>.</summary>
internal static class TypeKeyword
{
    private const string Expected = "one of null, boolean, object, array, number, integer, string, or an array of them";

    public static JsonTypes Read(SchemaReader reader)
    {
        var value = reader.Find("type");
        if (value < 0)
        {
            return JsonTypes.All;
        }

        if (reader.Text.TypeOf(value) != JsonTypes.Array)
        {
            return Single(reader, value);
        }

        return reader.Text.Items(value).Aggregate(JsonTypes.None, (types, item) => types | Single(reader, item));
    }

    private static JsonTypes Single(SchemaReader reader, int value) =>
        reader.Text.StringAt(value) is { } name && TypeNames.TryParse(name, out var types)
            ? types
            : throw reader.Refuse("type", value, Expected);
}
