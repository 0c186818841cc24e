using System.Text;
using System.Text.Json;

namespace Ponos.Tool;

/// <summary>The body of a job, from the command line, a file or standard input.</summary>
internal static class JobBody
{
    private const string StandardInput = "-";

    /// <exception cref="UsageException">Neither or both are given, or it is no JSON object.</exception>
    public static async Task<byte[]> ReadAsync(string? json, string? file, CancellationToken cancellationToken)
    {
        if ((json is null) == (file is null))
        {
            throw new UsageException("Give the body once: --json '{…}', or --file PATH, or --file - for standard input.");
        }

        var body = json is not null ? Encoding.UTF8.GetBytes(json)
            : file == StandardInput ? Encoding.UTF8.GetBytes(await Console.In.ReadToEndAsync(cancellationToken))
            : await File.ReadAllBytesAsync(file!, cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? body
                : throw new UsageException($"A job is a JSON object, and this is {(document.RootElement.ValueKind == JsonValueKind.Array ? "an array" : "a value")}.");
        }
        catch (JsonException exception)
        {
            throw new UsageException($"The body is no JSON: {exception.Message}");
        }
    }
}
