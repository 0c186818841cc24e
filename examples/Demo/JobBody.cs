using System.Text;
using System.Text.Json;

namespace Examples.Demo;

/// <summary>A job's JSON, to be shown and to be read.</summary>
internal static class JobBody
{
    /// <summary>The job's values by name, without its transaction id.</summary>
    public static string Text(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        return string.Join(", ", json.RootElement.EnumerateObject()
            .Where(property => property.Name is not ("tid" or "url"))
            .Select(property => property.Value.ToString()));
    }

    public static TJob? Read<TJob>(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<TJob>(body.Span, JsonSerializerOptions.Web);
}
