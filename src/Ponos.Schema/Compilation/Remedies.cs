using Ponos.Schema.Text;

namespace Ponos.Schema.Compilation;

/// <summary>What to write instead of what other drafts, OpenAPI and habit suggest.</summary>
internal static class Remedies
{
    public const string OfId = "an $id is the URI of a whole schema and has no fragment: leave it out at properties, or write \"$anchor\"";

    /// <summary>For a keyword that the dialect does not know.</summary>
    public static string OfKeyword(string name, Dialect dialect) => name switch
    {
        "nullable" => "it is OpenAPI's; write \"type\": [\"string\", \"null\"] with the type in question",
        "example" => "it is OpenAPI's; write \"examples\" with an array",
        "discriminator" or "xml" or "externalDocs" => "it is OpenAPI's and checks nothing; leave it out, or let its name begin with \"x-\"",
        "divisibleBy" => "it is draft 3's; write \"multipleOf\"",
        "extends" => "it is draft 3's; write \"allOf\"",
        "id" => "it is draft 4's; write \"$id\"",
        "$recursiveRef" => "it is draft 2019-09's; write \"$dynamicRef\": \"#node\"",
        "$recursiveAnchor" => "it is draft 2019-09's; write \"$dynamicAnchor\": \"node\"",
        "additionalItems" when !dialect.IsDraft7 => "it is draft 7's; write \"items\", and the first items' schemas as \"prefixItems\"",
        _ when dialect.IsDraft7 && Dialect.Draft202012.Knows(name) =>
            $"it is draft 2020-12's; set \"$schema\" to \"{Dialect.Draft202012Uri}\"",
        _ => $"{(dialect.Nearest(name) is { } nearest ? $"did you mean \"{nearest}\"? " : string.Empty)}"
            + "A name of your own must begin with \"x-\"",
    };

    /// <summary>For a format that cannot be checked.</summary>
    public static string OfFormat(string name) => name switch
    {
        "int32" => "it is OpenAPI's; write \"minimum\": -2147483648 and \"maximum\": 2147483647",
        "int64" => "it is OpenAPI's; write \"minimum\": -9223372036854775808 and \"maximum\": 9223372036854775807",
        "float" or "double" or "decimal" or "password" or "binary" => "it checks nothing; leave it out, or let its name begin with \"x-\"",
        "byte" or "base64" => "write \"contentEncoding\": \"base64\", and a \"pattern\" to have it checked",
        "guid" => "write \"uuid\"",
        "datetime" or "date_time" or "dateTime" => "write \"date-time\"",
        "url" => "write \"uri\"",
        "ip" or "ip-address" => "write \"ipv4\" or \"ipv6\"",
        "host-name" => "write \"hostname\"",
        "phone" or "tel" or "telephone" or "color" or "style" or "credit-card" => "write a \"pattern\"",
        _ =>
            $"{(KeywordCatalogue.Nearest(JsonSchemaFormats.Names, name) is { } nearest ? $"did you mean \"{nearest}\"? " : string.Empty)}"
                + "A name of your own must begin with \"x-\", and is not checked",
    };

    /// <summary>For a value that the meta-schema refuses, or <see langword="null"/> when its own words say enough.</summary>
    public static string? OfValue(string location, JsonTypes type, bool isDraft7) =>
        (location[(location.LastIndexOf('/') + 1)..], type) switch
        {
            ("items", JsonTypes.Array) when !isDraft7 => "a list of schemas, one for each item, is \"prefixItems\" in draft 2020-12",
            ("exclusiveMinimum" or "exclusiveMaximum", JsonTypes.Boolean) =>
                "it takes the number itself since draft 6, in the place of \"minimum\" or \"maximum\"",
            ("required", JsonTypes.Boolean) => "it takes the names of the properties, and stands beside \"properties\"",
            ("$id", JsonTypes.String) when !isDraft7 => OfId,
            ("examples", not JsonTypes.Array) => "it takes an array",
            _ => null,
        };
}
