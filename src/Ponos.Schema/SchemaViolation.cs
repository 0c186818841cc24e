namespace Ponos.Schema;

/// <summary>
/// One thing that a document breaks. It never holds a value of the document: names that the schema requires may be in
/// <see cref="Message"/> and <see cref="Property"/>, and the document's own property names in <see cref="InstanceLocation"/>.
/// </summary>
public sealed record SchemaViolation
{
    /// <summary>How many characters <see cref="InstanceLocation"/> has at most: 256.</summary>
    public const int LongestLocation = 256;

    /// <summary>
    /// Where in the document: a JSON Pointer (RFC 6901), empty for the whole document. One that is longer than
    /// <see cref="LongestLocation"/> is cut there and ends in an ellipsis.
    /// </summary>
    public required string InstanceLocation { get; init; }

    /// <summary>
    /// The keyword that is broken, such as <c>minLength</c>; or, for a text that no schema can look at, one of <c>json</c> (not JSON),
    /// <c>utf8</c> (bytes that are not UTF-8), <c>surrogate</c> (an escaped half of a surrogate pair), <c>depth</c> (nested deeper than
    /// <see cref="JsonSchemaOptions.MaxDepth"/>) or <c>duplicateKey</c>. The schema <c>false</c> is reported as <c>false</c>.
    /// </summary>
    public required string Keyword { get; init; }

    /// <summary>
    /// Where in the schema: the URI of the schema resource, if it has one, and a JSON Pointer as fragment. Empty for a
    /// text that no schema can look at.
    /// </summary>
    public required string SchemaLocation { get; init; }

    /// <summary>What the value must be, in words for a person; a sentence whose subject is the value.</summary>
    public required string Message { get; init; }

    /// <summary>
    /// The name of the property that is missing, where that is what is broken; it is the schema's.
    /// Otherwise <see langword="null"/>.
    /// </summary>
    public string? Property { get; init; }

    internal int Length => InstanceLocation.Length + SchemaLocation.Length + Message.Length;

    /// <summary>The violation in one line: location, message and keyword.</summary>
    /// <returns>Text for a log. Like the properties, it holds no value of the document.</returns>
    public override string ToString() =>
        $"{(InstanceLocation.Length == 0 ? "the document" : InstanceLocation)} {Message} "
        + $"({Keyword}{(SchemaLocation.Length == 0 ? string.Empty : $", {SchemaLocation}")})";
}
