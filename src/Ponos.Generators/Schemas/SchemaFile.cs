using Microsoft.CodeAnalysis;

namespace Ponos.Generators.Schemas;

/// <summary>A file <c>schemas/{job name}.schema.json</c>, which wins over the schema generated from the job's type.</summary>
/// <param name="Path">The file's path.</param>
/// <param name="JobName">The job's name, from the file's.</param>
/// <param name="Text">The file's text, with the line ends of the generated code.</param>
/// <param name="Problem">Why it is no JSON object, or <see langword="null"/>.</param>
internal sealed record SchemaFile(string Path, string JobName, string Text, string? Problem)
{
    private const string Suffix = ".schema.json";
    private const string Folder = "schemas";

    /// <summary>The file's path as messages name it, the same on every machine.</summary>
    public string ShortPath => $"{Folder}/{JobName}{Suffix}";

    public static bool IsSchema(AdditionalText file) => NameOf(file.Path) is not null;

    public static SchemaFile Read(AdditionalText file, CancellationToken cancellationToken)
    {
        var text = (file.GetText(cancellationToken)?.ToString() ?? "").Replace("\r\n", "\n").Replace('\r', '\n');
        return new SchemaFile(file.Path, NameOf(file.Path)!, text, ProblemOf(text));
    }

    public JsonNode.Object Parse() => (JsonNode.Object)JsonText.Parse(Text);

    private static string? NameOf(string path)
    {
        var parts = path.Split('/', '\\');
        var file = parts[parts.Length - 1];
        return parts.Length > 1
            && string.Equals(parts[parts.Length - 2], Folder, StringComparison.OrdinalIgnoreCase)
            && file.Length > Suffix.Length
            && file.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
            ? file.Substring(0, file.Length - Suffix.Length)
            : null;
    }

    private static string? ProblemOf(string text)
    {
        try
        {
            return JsonText.Parse(text) is JsonNode.Object ? null : "its value is no object";
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }
}
