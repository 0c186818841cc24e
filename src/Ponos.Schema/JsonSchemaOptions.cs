using System.Collections.ObjectModel;

namespace Ponos.Schema;

/// <summary>
/// How a schema is compiled and run. The defaults are those of the specification, with bounds on what a document may cost.
/// </summary>
public sealed class JsonSchemaOptions
{
    internal static readonly JsonSchemaOptions Default = new();

    /// <summary>The dialect of a schema without <c>$schema</c>.</summary>
    /// <value><see cref="JsonSchemaDialect.Draft202012"/> by default.</value>
    public JsonSchemaDialect DefaultDialect { get; init; } = JsonSchemaDialect.Draft202012;

    /// <summary>
    /// Whether <c>format</c> is checked. A format that is not known, or that cannot be checked exactly, stays an annotation.
    /// A schema whose meta-schema uses the format-assertion vocabulary (JSON Schema Validation 2020-12, section 7.2.2) is checked anyhow.
    /// </summary>
    /// <value><see langword="false"/> by default: an annotation, as section 7.2.1 has it.</value>
    public bool AssertFormats { get; init; }

    /// <summary>
    /// Whether <c>contentEncoding</c> (base64) and <c>contentMediaType</c> (application/json) are checked, which draft 7 allows
    /// (JSON Schema Validation draft 7, section 8). In 2020-12 they are annotations always.
    /// </summary>
    /// <value><see langword="false"/> by default.</value>
    public bool AssertContent { get; init; }

    /// <summary>What to do with keywords that the dialect does not know.</summary>
    /// <value><see cref="UnknownKeywords.Annotate"/> by default.</value>
    public UnknownKeywords UnknownKeywords { get; init; } = UnknownKeywords.Annotate;

    /// <summary>
    /// What to do with a <c>format</c> that is not one of <see cref="JsonSchemaFormats.Names"/>, where formats are asserted.
    /// </summary>
    /// <value><see cref="UnknownFormats.Annotate"/> by default.</value>
    public UnknownFormats UnknownFormats { get; init; } = UnknownFormats.Annotate;

    /// <summary>Whether an object may have a name twice. When allowed, the schema holds for every occurrence.</summary>
    /// <value><see langword="false"/> by default: such a document is invalid, since its readers would not agree on what it says.</value>
    public bool AllowDuplicateKeys { get; init; }

    /// <summary>How many arrays and objects may be nested in one another, in a document. A deeper one is invalid.</summary>
    /// <value>64 levels by default; from 1 to 1,000.</value>
    public int MaxDepth { get; init; } = 64;

    /// <summary>How many violations <see cref="JsonSchema.Validate"/> collects before it stops.</summary>
    /// <value>100 by default; at least 1.</value>
    public int MaxViolations { get; init; } = 100;

    /// <summary>
    /// How many characters the violations of one document may have together, before collecting stops: the report of a document that is
    /// made to break everything stays small. A single location has at most 256, a single message 512.
    /// </summary>
    /// <value>16,384 by default; at least 1,024.</value>
    public int MaxReportLength { get; init; } = 16_384;

    /// <summary>
    /// How long a pattern may take on one string, where it refers back to its groups (<c>\1</c>) or has more than some ten thousand
    /// states: .NET's engine runs these, which may go back. All others run in time linear in the document, and on a document that is
    /// hostile to them they end after a number of steps. A document that exceeds either is invalid, and the violation says so.
    /// </summary>
    /// <value>250 milliseconds by default; from 1 millisecond to 1 minute.</value>
    public TimeSpan PatternTimeout { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Further schema documents by absolute URI, which references and <c>$schema</c> may name. Nothing is ever fetched over a network.
    /// </summary>
    /// <value>None by default. The meta-schemas of both drafts are always known.</value>
    public IReadOnlyDictionary<Uri, string> Documents { get; init; } = ReadOnlyDictionary<Uri, string>.Empty;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxDepth, 1_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxViolations, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxReportLength, 1_024);
        ArgumentOutOfRangeException.ThrowIfLessThan(PatternTimeout, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PatternTimeout, TimeSpan.FromMinutes(1));
        ArgumentNullException.ThrowIfNull(Documents);
        if (!Enum.IsDefined(DefaultDialect))
        {
            throw new ArgumentOutOfRangeException(nameof(DefaultDialect), DefaultDialect, "must be one of the known dialects");
        }
    }
}
