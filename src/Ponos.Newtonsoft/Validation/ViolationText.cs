using System.Globalization;
using Newtonsoft.Json.Schema;

namespace Ponos.Newtonsoft.Validation;

/// <summary>
/// Newtonsoft's errors in Ponos's words. Its own messages quote the job's values, which must reach neither a log nor a
/// header: here is only what the schema says.
/// </summary>
internal static class ViolationText
{
    /// <summary>Adds an error, and behind it those that led to it.</summary>
    public static void Add(List<ContractViolation> violations, ValidationError error, int most)
    {
        if (violations.Count >= most)
        {
            return;
        }

        var keyword = KeywordOf(error);
        violations.Add(new ContractViolation(Pointer.Of(error.Path ?? ""), keyword, Text(error, keyword)));
        foreach (var inner in error.ChildErrors)
        {
            Add(violations, inner, most);
        }
    }

    private static string KeywordOf(ValidationError error) => error.ErrorType switch
    {
        ErrorType.MinimumLength => "minLength",
        ErrorType.MaximumLength => "maxLength",
        ErrorType.MinimumItems => "minItems",
        ErrorType.MaximumItems => "maxItems",
        ErrorType.MinimumProperties => "minProperties",
        ErrorType.MaximumProperties => "maxProperties",
        ErrorType.MinimumContains => "minContains",
        ErrorType.MaximumContains => "maxContains",
        ErrorType.Minimum when error.Schema is { ExclusiveMinimum: true } => "exclusiveMinimum",
        ErrorType.Maximum when error.Schema is { ExclusiveMaximum: true } => "exclusiveMaximum",
        ErrorType.Ref => "$ref",
        ErrorType.Valid => "false",
        ErrorType.None => "schema",
        var other => char.ToLowerInvariant(other.ToString()[0]) + other.ToString()[1..],
    };

    private static string Text(ValidationError error, string keyword)
    {
        var schema = error.Schema;
        FormattableString? text = (error.ErrorType, schema) switch
        {
            (ErrorType.Required, _) when error.Value is IEnumerable<string> names =>
                $"must have {string.Join(", ", names.Select(name => $"'{name}'"))}",
            (ErrorType.Type, { Type: { } type }) => $"must be {type.ToString().ToLowerInvariant()}",
            (ErrorType.MinimumLength, not null) => $"must have at least {schema.MinimumLength} characters",
            (ErrorType.MaximumLength, not null) => $"must have at most {schema.MaximumLength} characters",
            (ErrorType.MinimumItems, not null) => $"must have at least {schema.MinimumItems} items",
            (ErrorType.MaximumItems, not null) => $"must have at most {schema.MaximumItems} items",
            (ErrorType.Minimum, not null) => $"must be {(schema.ExclusiveMinimum ? "more than" : "at least")} {schema.Minimum}",
            (ErrorType.Maximum, not null) => $"must be {(schema.ExclusiveMaximum ? "less than" : "at most")} {schema.Maximum}",
            (ErrorType.MultipleOf, not null) => $"must be a multiple of {schema.MultipleOf}",
            (ErrorType.Format, not null) => $"must have the format '{schema.Format}'",
            (ErrorType.Pattern, not null) => $"must match the pattern '{schema.Pattern}'",
            (ErrorType.AdditionalProperties or ErrorType.UnevaluatedProperties, _) =>
                $"must have no property that the schema does not know",
            (ErrorType.UniqueItems, _) => $"must not equal an item before it",
            (ErrorType.Enum, _) => $"must be one of the values that the schema lists",
            (ErrorType.Const, _) => $"must be the value that the schema gives",
            (ErrorType.Valid, _) => $"must not be there",
            _ => null,
        };
        return (text?.ToString(CultureInfo.InvariantCulture) ?? $"must satisfy '{keyword}'")
            + $" (schema {error.SchemaId?.OriginalString ?? "#"})";
    }
}
