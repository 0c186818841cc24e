using Ponos.Contracts;

namespace Ponos.Commands.Evolution;

/// <summary>Puts together what was found in both directions.</summary>
internal static class ChangeList
{
    /// <summary>The changes.</summary>
    /// <param name="demandedMore">What the new schema demands and the old one does not promise.</param>
    /// <param name="promisedLess">What the old schema demands and the new one does not promise.</param>
    public static ContractComparison Of(IReadOnlyList<Finding> demandedMore, IReadOnlyList<Finding> promisedLess)
    {
        var changes = demandedMore.Select(finding => (Finding: finding, IsNew: true))
            .Concat(promisedLess.Select(finding => (Finding: finding, IsNew: false)))
            .Distinct()
            .GroupBy(side => (side.Finding.Pointer, side.Finding.Keyword))
            .Select(same => Change([.. same]))
            .ToArray();
        var broken = changes.Where(change => change.Breaks != ContractBreaks.None)
            .Select(change => change.Pointer)
            .ToHashSet(StringComparer.Ordinal);

        // That a required property is new says more than that it is new.
        return new ContractComparison([.. changes
            .Where(change => change.Breaks != ContractBreaks.None || change.Keyword != "properties" || !broken.Contains(change.Pointer))
            .OrderBy(change => change.Breaks == ContractBreaks.None)
            .ThenBy(change => change.Pointer, StringComparer.Ordinal)
            .ThenBy(change => change.Keyword, StringComparer.Ordinal)]);
    }

    private static ContractChange Change((Finding Finding, bool IsNew)[] sides)
    {
        var (pointer, keyword) = (sides[0].Finding.Pointer, sides[0].Finding.Keyword);
        var serious = Array.FindAll(sides, side => !side.Finding.IsNote);
        if (serious.Length == 0)
        {
            return new ContractChange(pointer, keyword, ContractBreaks.None, IsCertain: true, Note(sides));
        }

        var breaks = serious.Aggregate(
            ContractBreaks.None, (all, side) => all | (side.IsNew ? ContractBreaks.Producers : ContractBreaks.Consumers));
        return new ContractChange(
            pointer,
            keyword,
            breaks,
            Array.TrueForAll(serious, side => side.Finding.Kind == FindingKind.Broken),
            string.Join("; ", serious.Select(Sentence)) + ".");
    }

    private static string Sentence((Finding Finding, bool IsNew) side)
    {
        var (consumers, producers) = side.IsNew ? ("new consumers", "old producers") : ("old consumers", "new producers");
        var unkept = side.Finding.Kind == FindingKind.Broken
            ? $"which {producers} do not promise"
            : $"and it cannot be told whether {producers} keep to it";
        return $"{consumers} demand that {side.Finding.What}, {unkept}";
    }

    private static string Note((Finding Finding, bool IsNew)[] sides)
    {
        var what = sides[0].Finding.What;
        return sides[0].Finding.Keyword != "properties" ? $"{what} is another."
            : sides[0].IsNew ? $"{what} is new, and nobody has to send it."
            : $"{what} is no longer named.";
    }
}
