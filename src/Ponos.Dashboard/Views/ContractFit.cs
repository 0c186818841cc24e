using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Ponos.Contracts;
using Ponos.Schema;

namespace Ponos.Dashboard.Views;

/// <summary>
/// What receivers may refuse of what senders may send, by the schemas of both. A pair is compared once: a page is drawn every
/// other second. Whoever is on the broker tells schemas, so each pair has its time, and each page.
/// </summary>
internal sealed class ContractFit : IDisposable
{
    private const int MostSaid = 3;
    private const int MostKnown = 5_000;
    private const int MostCharacters = 128 * 1024;

    private static readonly TimeSpan ForAPair = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ForAPage = TimeSpan.FromSeconds(2);

    /// <summary>By the hash of both: what somebody told is not kept for it.</summary>
    private static readonly ConcurrentDictionary<string, string?> Known = new(StringComparer.Ordinal);

    private readonly CancellationTokenSource _page = Limit(ForAPage);

    /// <summary>What the receiver may refuse, in a sentence; <see langword="null"/> where the two fit.</summary>
    public string? RefusedOf(string sender, string receiver)
    {
        if (sender == receiver)
        {
            return null;
        }

        if (sender.Length + receiver.Length > MostCharacters)
        {
            return "They are too large to be compared here.";
        }

        var key = HashOf(sender) + HashOf(receiver);
        if (Known.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_page.IsCancellationRequested)
        {
            return "They are not compared yet: the page had too much to compare.";
        }

        if (Known.Count >= MostKnown)
        {
            Known.Clear();
        }

        return Known[key] = Compare(sender, receiver);
    }

    public void Dispose() => _page.Dispose();

    /// <summary>What is limited is the machine's work, whatever clock the application goes by.</summary>
    private static CancellationTokenSource Limit(TimeSpan time) => new(time, TimeProvider.System);

    private static string HashOf(string schema) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(schema)));

    private static string? Compare(string sender, string receiver)
    {
        using var limit = Limit(ForAPair);
        try
        {
            var refused = ContractEvolution.CompareContracts(receiver, sender, cancellationToken: limit.Token).Changes
                .Where(change => change.Breaks.HasFlag(ContractBreaks.Consumers)).ToList();
            var verb = refused.Exists(change => change.IsCertain) ? "refuses" : "may refuse";
            var rest = refused.Count > MostSaid ? $"; and {refused.Count - MostSaid} more" : "";
            return refused.Count == 0 ? null
                : $"It {verb} some of it: {string.Join("; ", refused.Take(MostSaid).Select(Place))}{rest}.";
        }
        catch (JsonSchemaException exception)
        {
            return $"They cannot be compared: {exception.Message}";
        }
        catch (OperationCanceledException)
        {
            return "They take too long to be compared here.";
        }
    }

    private static string Place(ContractChange change) =>
        $"{(change.Pointer.Length == 0 ? "(the whole schema)" : change.Pointer)} {change.Keyword}";
}
