using Ponos.Schema.Text;

namespace Ponos.Schema.Rules;

/// <summary>Collects what a failing document breaks, up to a limit.</summary>
internal sealed class ViolationCollector(int limit)
{
    // A schema referred to many times may tell the same again and again; that must end too.
    private const int RepeatsPerViolation = 16;

    private readonly HashSet<(int Node, string? Keyword, int At)> _seen = [];
    private long _budget = (long)limit * RepeatsPerViolation;

    public List<SchemaViolation> Violations { get; } = [];

    /// <returns><see langword="false"/> when nothing more is wanted.</returns>
    public bool Add(in JsonView view, SchemaNode node, string? keyword, int at, string message)
    {
        _budget--;

        // One keyword may have several things to say of a value: each name that is missing.
        if (Violations.Count < limit && (_seen.Add((node.Id, keyword, at)) || Violations[^1].Message != message))
        {
            var location = keyword is null ? node.Place.Location : $"{node.Place.Location}/{keyword}";
            var violation = new SchemaViolation(JsonPointer.To(in view, at), keyword ?? "false", location, message);
            if (!Violations.Contains(violation))
            {
                Violations.Add(violation);
            }
        }

        return Violations.Count < limit && _budget > 0;
    }
}
