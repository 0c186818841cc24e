using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Ponos.Dashboard.Bodies;

/// <summary>
/// A form for a JSON object, from its schema: a field for each text, number, yes-or-no and choice, nested objects within;
/// whatever else there is, as JSON.
/// </summary>
internal static class SchemaForm
{
    /// <summary>What the names of the fields begin with; a JSON Pointer follows.</summary>
    public const string Prefix = "field:";

    private const int MostDepth = 4;
    private const int MostFields = 200;

    /// <summary>The fields of a schema, filled from a body; <see langword="null"/> when the schema describes no object.</summary>
    public static IReadOnlyList<FormField>? Fields(string? schema, JsonNode? body)
    {
        if (SchemaNode.Parse(schema) is not { Type: "object" } root || (body is not null and not JsonObject))
        {
            return null;
        }

        var fields = new List<FormField>();
        Add(root, body as JsonObject, "", 0, fields);
        return fields.Count is > 0 and <= MostFields ? fields : null;
    }

    /// <summary>The object that a filled-in form stands for: members that the form does not know stay as they are.</summary>
    /// <param name="fields">The fields that were shown.</param>
    /// <param name="body">The object that they were filled from.</param>
    /// <param name="form">What came back.</param>
    /// <param name="problems">What could not be read, by field.</param>
    public static JsonObject Read(IReadOnlyList<FormField> fields, JsonNode? body, IFormCollection form, ICollection<string> problems)
    {
        var result = body?.DeepClone() as JsonObject ?? [];
        foreach (var field in fields)
        {
            var text = form[Prefix + field.Pointer].ToString().ReplaceLineEndings("\n");
            try
            {
                Set(result, field, Value(field, text));
            }
            catch (Exception exception) when (exception is JsonException or FormatException)
            {
                problems.Add($"{field.Pointer}: '{text}' is no {field.Expected}.");
                Set(result, field, new Given(JsonValue.Create(text)));
            }
        }

        return result;
    }

    private static void Add(SchemaNode schema, JsonObject? body, string pointer, int depth, List<FormField> fields)
    {
        var required = schema.Required();
        foreach (var (name, property) in schema.Properties())
        {
            var place = JsonPointer.Append(pointer, name);
            var value = body?[name];
            if (property.Type == "object"
                && property.Properties().Any()
                && depth < MostDepth
                && value is null or JsonObject
                && !property.IsSecret)
            {
                Add(property, value as JsonObject, place, depth + 1, fields);
            }
            else
            {
                fields.Add(FieldOf(property, place, value, body?.ContainsKey(name) == true, required.Contains(name)));
            }
        }
    }

    private static FormField FieldOf(SchemaNode schema, string pointer, JsonNode? value, bool isThere, bool isRequired)
    {
        var choices = schema.Get("enum") is { ValueKind: JsonValueKind.Array } all
            ? all.EnumerateArray().Select(one => one.GetRawText()).ToList()
            : [];
        var kind = choices.Count > 0 ? FieldKind.Choice : schema.Type switch
        {
            "string" => FieldKind.Text,
            "integer" => FieldKind.Integer,
            "number" => FieldKind.Number,
            "boolean" => FieldKind.YesNo,
            _ => FieldKind.Json,
        };
        // What is hidden stands there as a text, whatever it is.
        if (schema.IsSecret && value?.GetValueKind() == JsonValueKind.String)
        {
            kind = FieldKind.Text;
        }

        // A value of another type than the schema's is edited as JSON, so that it is seen for what it is.
        if (kind == FieldKind.Text && isThere && value?.GetValueKind() != JsonValueKind.String)
        {
            kind = FieldKind.Json;
        }

        return new FormField
        {
            Pointer = pointer,
            Kind = kind,
            Choices = choices,
            IsRequired = isRequired,
            IsSecret = schema.IsSecret,
            IsEmptyText = isThere && kind == FieldKind.Text && value!.GetValue<string>().Length == 0,
            Value = !isThere ? "" : kind == FieldKind.Text ? value!.GetValue<string>() : JsonText.Pretty(value),
            Hint = Hint(schema),
        };
    }

    private static string Hint(SchemaNode schema)
    {
        var parts = new List<string>();
        if (schema.Text("description") is { } description)
        {
            parts.Add(description);
        }

        foreach (var (keyword, word) in new[]
        {
            ("minLength", "at least {0} characters"),
            ("maxLength", "at most {0} characters"),
            ("minimum", "from {0}"),
            ("maximum", "up to {0}"),
        })
        {
            if (schema.Raw(keyword) is { } bound)
            {
                parts.Add(string.Format(CultureInfo.InvariantCulture, word, bound));
            }
        }

        if (schema.Text("format") is { } format)
        {
            parts.Add(format);
        }

        if (schema.Text("pattern") is { } pattern)
        {
            parts.Add($"matches {pattern}");
        }

        return string.Join(" · ", parts);
    }

    private static Given? Value(FormField field, string text) => (field.Kind, text) switch
    {
        // An empty text stays one where it was one, or must be there; else it is left out.
        (FieldKind.Text, "") => field.IsRequired || field.IsEmptyText ? new Given(JsonValue.Create("")) : null,
        (FieldKind.Text, _) => new Given(JsonValue.Create(text)),
        (_, "") => null,
        (FieldKind.Integer or FieldKind.Number, _) => new Given(Number(text)),
        (FieldKind.YesNo, "true") => new Given(JsonValue.Create(true)),
        (FieldKind.YesNo, "false") => new Given(JsonValue.Create(false)),
        _ => new Given(JsonNode.Parse(text)),
    };

    /// <summary>As it is written: a long number must not lose its last digits.</summary>
    private static JsonValue Number(string text) =>
        JsonNode.Parse(text.Trim()) is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? value
            : throw new FormatException();

    private static void Set(JsonObject target, FormField field, Given? given)
    {
        _ = JsonPointer.TryParse(field.Pointer, out var pointer);
        var here = target;
        foreach (var token in pointer!.Tokens.SkipLast(1))
        {
            if (here[token] is JsonObject inner)
            {
                here = inner;
            }
            else if (given is null)
            {
                return;
            }
            else
            {
                here[token] = inner = [];
                here = inner;
            }
        }

        if (given is null)
        {
            _ = here.Remove(pointer.Tokens[^1]);
        }
        else
        {
            here[pointer.Tokens[^1]] = given.Node;
        }
    }

    /// <summary>A value, which may be JSON's null.</summary>
    private sealed record Given(JsonNode? Node);
}
