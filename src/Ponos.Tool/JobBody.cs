using System.Text;
using System.Text.Json;

namespace Ponos.Tool;

/// <summary>The body of a job, from the command line, a file or standard input.</summary>
internal static class JobBody
{
    public const string StandardInput = "-";

    /// <exception cref="UsageException">Neither or both are given, or it is no JSON object.</exception>
    public static async Task<byte[]> ReadAsync(string? json, string? file, CancellationToken cancellationToken)
    {
        if ((json is null) == (file is null))
        {
            throw new UsageException("Give the body once: --json '{…}', or --file PATH, or --file - for standard input.");
        }

        var body = json is not null ? Encoding.UTF8.GetBytes(json)
            : WithoutMark(
                file == StandardInput ? await ReadInputAsync(cancellationToken) : await File.ReadAllBytesAsync(file!, cancellationToken));
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? body
                : throw new UsageException(
                    "A job is a JSON object, "
                    + $"and this is {(document.RootElement.ValueKind == JsonValueKind.Array ? "an array" : "a value")}.");
        }
        catch (JsonException exception)
        {
            throw new UsageException($"The body is no JSON: {exception.Message}");
        }
    }

    /// <summary>As bytes, as from a file: read as text, what is no UTF-8 would be sent as something else.</summary>
    private static async Task<byte[]> ReadInputAsync(CancellationToken cancellationToken)
    {
        await using var input = Console.OpenStandardInput();
        using var body = new MemoryStream();
        await input.CopyToAsync(body, cancellationToken);
        return body.ToArray();
    }

    /// <summary>Editors write a byte order mark, and JSON has none.</summary>
    private static byte[] WithoutMark(byte[] body) =>
        body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
}
