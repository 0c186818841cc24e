namespace Ponos.Contracts;

/// <summary>One difference between two versions of a contract.</summary>
/// <param name="Pointer">
/// Where: the JSON Pointer of a subschema, in the new schema, or in the old one for what the new one no longer has. Empty for
/// the whole schema. For <c>required</c> it is the property's.
/// </param>
/// <param name="Keyword">The keyword that differs, such as <c>minLength</c>; <c>properties</c> for a property that came or went.</param>
/// <param name="Breaks">Whom it breaks.</param>
/// <param name="IsCertain">
/// <see langword="false"/> where the schemas do not tell, as for two patterns: it <i>may</i> break those in <paramref name="Breaks"/>.
/// </param>
/// <param name="Message">The difference in a sentence.</param>
public sealed record ContractChange(string Pointer, string Keyword, ContractBreaks Breaks, bool IsCertain, string Message)
{
    /// <summary>The change in one line: whom it breaks, where, and why.</summary>
    /// <returns>Text for a log or a test's failure.</returns>
    public override string ToString()
    {
        var whom = Breaks switch
        {
            ContractBreaks.Producers => "producers of the old contract",
            ContractBreaks.Consumers => "consumers of the old contract",
            ContractBreaks.Both => "producers and consumers of the old contract",
            _ => null,
        };
        var verdict = whom is null ? "breaks nobody" : $"{(IsCertain ? "breaks" : "may break")} {whom}";
        return $"{(Pointer.Length == 0 ? "(the whole schema)" : Pointer)} [{Keyword}] {verdict}: {Message}";
    }
}
