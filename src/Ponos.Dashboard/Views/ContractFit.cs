using System.Collections.Concurrent;
using Ponos.Contracts;
using Ponos.Schema;

namespace Ponos.Dashboard.Views;

/// <summary>
/// What a receiver may refuse of what a sender may send, by the schemas of both. They are compared once: a page is drawn every
/// other second.
/// </summary>
internal static class ContractFit
{
    private const int MostSaid = 3;
    private const int MostKnown = 500;

    /// <summary>Whoever is on the broker tells schemas, and comparing takes the longer the larger they are.</summary>
    private const int MostCharacters = 128 * 1024;

    private static readonly ConcurrentDictionary<(string Sender, string Receiver), string?> Known = new();

    /// <summary>What the receiver may refuse, in a sentence; <see langword="null"/> where the two fit.</summary>
    public static string? RefusedOf(string sender, string receiver)
    {
        if (sender == receiver)
        {
            return null;
        }

        if (sender.Length + receiver.Length > MostCharacters)
        {
            return "They are too large to be compared here.";
        }

        if (Known.Count >= MostKnown)
        {
            Known.Clear();
        }

        return Known.GetOrAdd((sender, receiver), static pair => Compare(pair.Sender, pair.Receiver));
    }

    private static string? Compare(string sender, string receiver)
    {
        try
        {
            var refused = ContractEvolution.CompareContracts(receiver, sender).Changes.Where(change => change.Breaks.HasFlag(ContractBreaks.Consumers)).ToList();
            return refused.Count == 0
                ? null
                : $"It {(refused.Exists(change => change.IsCertain) ? "refuses" : "may refuse")} some of it: {string.Join("; ", refused.Take(MostSaid).Select(Place))}{(refused.Count > MostSaid ? $"; and {refused.Count - MostSaid} more" : "")}.";
        }
        catch (JsonSchemaException exception)
        {
            return $"They cannot be compared: {exception.Message}";
        }
    }

    private static string Place(ContractChange change) => $"{(change.Pointer.Length == 0 ? "(the whole schema)" : change.Pointer)} {change.Keyword}";
}
