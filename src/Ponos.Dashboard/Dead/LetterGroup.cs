using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ponos.Dashboard.Dead;

/// <summary>Jobs that were given up on alike.</summary>
internal sealed record LetterGroup(GroupKey Key, int Count, DateTimeOffset? First, DateTimeOffset? Latest, string? Example)
{
    /// <summary>The groups of a sample, the largest first.</summary>
    public static IReadOnlyList<LetterGroup> Of(IReadOnlyList<DeadLetter> letters) =>
    [
        .. letters.GroupBy(KeyOf)
            .Select(group => new LetterGroup(
                group.Key, group.Count(), group.Min(letter => letter.DiedAt), group.Max(letter => letter.DiedAt), group.First().Error))
            .OrderByDescending(group => group.Count).ThenBy(group => group.Key.Id, StringComparer.Ordinal),
    ];

    /// <summary>
    /// Dead jobs by reason and type of the error. Those that broke their schema by where and how, by who sent them and by which
    /// contract, and by the contract that refused them: that says who is to mend what.
    /// </summary>
    public static GroupKey KeyOf(DeadLetter letter) => letter.Reason is "invalid" or "undecodable"
        ? new GroupKey(
            letter.Reason, letter.ErrorType, Place(letter), letter.PublishedBy, letter.PublisherContract, letter.EnforcedContract)
        : new GroupKey(letter.Reason, letter.ErrorType, null, null, null, null);

    /// <summary>Pointers and keywords, without sentences and without the indexes of items, which tell jobs apart that are alike.</summary>
    private static string? Place(DeadLetter letter)
    {
        if (letter.ErrorType is not null || letter.Error is not { } error)
        {
            return null;
        }

        var places = error.Split("; ").Take(4).Select(one => one.Split(": ")[0])
            .Select(
                one => string.Join('/', one.Split('/').Select(token => token.Length > 0 && token.All(char.IsAsciiDigit) ? "*" : token)));
        return string.Join("; ", places.Distinct(StringComparer.Ordinal));
    }
}

/// <summary>What jobs of a group have in common.</summary>
internal sealed record GroupKey(
    string Reason, string? ErrorType, string? Place, string? Publisher, string? PublisherContract, string? EnforcedContract)
{
    /// <summary>A short word for it in an address.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Reason, ErrorType, Place, Publisher, PublisherContract, EnforcedContract))).AsSpan(0, 6));

    /// <summary>As a person says it.</summary>
    public string Words
    {
        get
        {
            var words = new StringBuilder(Reason);
            _ = Place is null ? words : words.Append(CultureInfo.InvariantCulture, $" at {Place}");
            _ = ErrorType is null ? words : words.Append(CultureInfo.InvariantCulture, $", {ErrorType}");
            return words.ToString();
        }
    }

    /// <summary>Who sent them by which contract, and which one refused them; empty where nobody said.</summary>
    public string Whence
    {
        get
        {
            var words = new StringBuilder();
            _ = Publisher is null ? words : words.Append(CultureInfo.InvariantCulture, $"all from {Publisher}");
            _ = PublisherContract is null ? words : words.Append(CultureInfo.InvariantCulture, $" at {Hash(PublisherContract)}");
            _ = EnforcedContract is null
                ? words
                : words.Append(
                    CultureInfo.InvariantCulture, $"{(words.Length > 0 ? ", " : "")}this service enforces {Hash(EnforcedContract)}");
            return words.ToString();
        }
    }

    private static string Hash(string hash) => hash.Length <= 6 ? hash : hash[..6];
}
