using Ponos.Schema.Text;

namespace Ponos.Schema.Rules;

/// <summary>Collects what a failing document breaks, up to a limit of violations and of their characters together.</summary>
internal sealed class ViolationCollector(int limit, int budget, int longestPointer)
{
    // A schema referred to many times may tell the same again and again; that must end too.
    private const int RepeatsPerViolation = 16;

    // A message may name what the schema lists, at any length.
    private const int LongestMessage = 512;

    private readonly HashSet<(int Node, string? Keyword, int At)> _seen = [];
    private long _calls = (long)limit * RepeatsPerViolation;
    private long _characters = budget;

    public List<SchemaViolation> Violations { get; } = [];

    private bool IsFull => Violations.Count >= limit || _calls <= 0 || _characters <= 0;

    /// <summary>For a document: what it breaks, within what the options allow.</summary>
    public static ViolationCollector Of(JsonSchemaOptions options) =>
        new(options.MaxViolations, options.MaxReportLength, SchemaViolation.LongestLocation);

    /// <returns><see langword="false"/> when nothing more is wanted.</returns>
    public bool Add(in JsonView view, SchemaNode node, string? keyword, int at, string message, string? property = null)
    {
        _calls--;
        message = JsonPointer.Cut(message, LongestMessage);

        // One keyword may have several things to say of a value: each name that is missing.
        if (!IsFull && (_seen.Add((node.Id, keyword, at)) || Violations[^1].Message != message))
        {
            var violation = new SchemaViolation
            {
                InstanceLocation = JsonPointer.To(in view, at, longest: longestPointer),
                Keyword = keyword ?? "false",
                SchemaLocation = JsonPointer.Cut(
                    keyword is null ? node.Place.Location : $"{node.Place.Location}/{keyword}", LongestMessage),
                Message = message,
                Property = property,
            };
            if (!Violations.Contains(violation))
            {
                Violations.Add(violation);
                _characters -= violation.Length;
            }
        }

        return !IsFull;
    }
}
