using Ponos.Schema.Formats;
using Ponos.Schema.Rules;

namespace Ponos.Schema.Compilation;

/// <summary>Reads the keywords for strings.</summary>
internal static class StringKeywords
{
    public static StringRules? Read(SchemaReader reader)
    {
        var rules = new StringRules
        {
            MinLength = reader.Count("minLength") ?? 0,
            MaxLength = reader.Count("maxLength") ?? int.MaxValue,
            Pattern = reader.String("pattern") is { } pattern ? reader.Pattern("pattern", pattern) : null,
            Format = Format(reader),
            Content = Content(reader),
        };
        return rules is { MinLength: 0, MaxLength: int.MaxValue, Pattern: null, Format: null, Content: null } ? null : rules;
    }

    private static StringFormat? Format(SchemaReader reader)
    {
        if (reader.String("format") is not { } name || !(reader.Options.AssertFormats || reader.Dialect.AssertsFormats))
        {
            return null;
        }

        var format = FormatCatalogue.Find(name);
        return format is null && reader.Options.UnknownFormats == UnknownFormats.Refuse && !name.StartsWith("x-", StringComparison.Ordinal)
            ? throw reader.Error("format", $"the format \"{name}\" is not known, and would not be checked; {Remedies.OfFormat(name)}")
            : format;
    }

    private static EncodedContent? Content(SchemaReader reader) =>
        reader.Options.AssertContent && reader.Dialect.IsDraft7
            ? EncodedContent.Of(reader.String("contentEncoding"), reader.String("contentMediaType"))
            : null;
}
