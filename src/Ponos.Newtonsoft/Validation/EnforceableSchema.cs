using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ponos.Newtonsoft.Validation;

/// <summary>
/// Refuses, when a service starts, what Newtonsoft.Json.Schema would read and not enforce, or enforce otherwise than the
/// dialect has it. What is listed here was found with the official test suite of JSON Schema.
/// </summary>
internal static class EnforceableSchema
{
    private const string Draft7 = "http://json-schema.org/draft-07/schema#";
    private const string Draft202012 = "https://json-schema.org/draft/2020-12/schema";

    private static readonly string[] IgnoredFormats = ["idn-email", "idn-hostname", "iri", "iri-reference", "relative-json-pointer"];

    private static readonly string[] BesideReference =
        [
            "$ref", "$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "readOnly",
            "writeOnly",
        ];

    private static readonly string[] MapsOfSchemas =
    [
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies",
    ];

    private static readonly string[] Values = ["const", "enum", "default", "examples"];

    /// <summary>The schema with its dialect spelt out, as Newtonsoft.Json.Schema needs it.</summary>
    /// <exception cref="NotSupportedException">It cannot be enforced; the message names the place and the remedy.</exception>
    public static string Of(string schema)
    {
        if (JsonNode.Parse(schema) is not JsonObject root)
        {
            throw new NotSupportedException(
                "a schema that is only true or false is nothing for Newtonsoft.Json.Schema. Write {} for any job.");
        }

        var dialect = (root["$schema"]?.GetValue<string>() ?? Draft202012).TrimEnd('#');
        var isDraft7 = dialect == Draft7.TrimEnd('#');
        if (!isDraft7 && dialect != Draft202012)
        {
            throw new NotSupportedException($"its dialect '{dialect}' is none of those that are enforced: '{Draft7}' and '{Draft202012}'.");
        }

        root["$schema"] = isDraft7 ? Draft7 : Draft202012;
        Check(root, "#", isDraft7);
        return root.ToJsonString();
    }

    private static void Check(JsonNode? node, string place, bool isDraft7)
    {
        if (node is JsonArray several)
        {
            for (var i = 0; i < several.Count; i++)
            {
                Check(several[i], $"{place}/{i}", isDraft7);
            }
        }

        if (node is not JsonObject schema)
        {
            return;
        }

        CheckKeywords(schema, place, isDraft7);
        foreach (var (keyword, value) in schema)
        {
            if (Array.IndexOf(MapsOfSchemas, keyword) >= 0 && value is JsonObject map)
            {
                foreach (var (name, inner) in map)
                {
                    Check(inner, $"{place}/{keyword}/{Pointer.Escape(name)}", isDraft7);
                }
            }
            else if (Array.IndexOf(Values, keyword) < 0 && !keyword.StartsWith("x-", StringComparison.Ordinal))
            {
                Check(value, $"{place}/{keyword}", isDraft7);
            }
        }
    }

    private static void CheckKeywords(JsonObject schema, string place, bool isDraft7)
    {
        if (schema.ContainsKey("$schema") && place != "#")
        {
            throw new NotSupportedException($"at {place}: Newtonsoft.Json.Schema knows one dialect in a schema. Remove this $schema.");
        }

        if (isDraft7
            && schema.ContainsKey("$ref")
            && schema.FirstOrDefault(keyword => Array.IndexOf(BesideReference, keyword.Key) < 0).Key is { } beside)
        {
            throw new NotSupportedException(
                $"at {place}: draft 7 ignores '{beside}' beside $ref, and Newtonsoft.Json.Schema does not. "
                + "Remove it, or put both into an allOf.");
        }

        if (schema["format"] is JsonValue format && format.TryGetValue(out string? name) && Array.IndexOf(IgnoredFormats, name) >= 0)
        {
            throw new NotSupportedException(
                $"at {place}: Newtonsoft.Json.Schema does not check the format '{name}'. Remove it, or write a pattern.");
        }

        if (schema["pattern"] is JsonValue pattern && pattern.TryGetValue(out string? text))
        {
            CheckPattern(text, place);
        }

        foreach (var (key, _) in schema["patternProperties"] as JsonObject ?? [])
        {
            CheckPattern(key, place);
        }
    }

    private static void CheckPattern(string pattern, string place)
    {
        try
        {
            // As Newtonsoft.Json.Schema will run it; a pattern that fails there makes every job invalid.
            _ = new Regex(pattern, RegexOptions.ECMAScript);
        }
        catch (ArgumentException exception)
        {
            throw new NotSupportedException(
                $"at {place}: Newtonsoft.Json.Schema cannot run the pattern '{pattern}': {exception.Message}", exception);
        }
    }
}
