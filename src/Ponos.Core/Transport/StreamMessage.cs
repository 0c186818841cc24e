namespace Ponos.Transport;

/// <summary>One message of a stream. Reading leaves it where it is.</summary>
/// <param name="Body">Its body, the reader's own.</param>
/// <param name="At">When it was published, to the second, as far as its publisher said.</param>
/// <param name="Headers">Its headers, text as bytes; or none.</param>
internal readonly record struct StreamMessage(
    ReadOnlyMemory<byte> Body, DateTimeOffset? At, IReadOnlyDictionary<string, object?>? Headers = null);
