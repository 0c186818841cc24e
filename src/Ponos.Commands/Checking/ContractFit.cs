using Ponos.Commands.Recording;
using Ponos.Contracts;
using Ponos.Topology;

namespace Ponos.Commands.Checking;

/// <summary>This host's contracts beside those that other services have recorded.</summary>
internal static class ContractFit
{
    /// <summary>Every job that goes from this host to the others, or from them to it.</summary>
    public static IReadOnlyList<ContractPair> Pairs(IReadOnlyList<RecordedContract> own, IReadOnlyList<RecordedContract> others)
    {
        var pairs = new List<ContractPair>();
        foreach (var mine in own)
        {
            foreach (var other in others.Where(other => other.Service != mine.Service && other.Kind == mine.Kind))
            {
                if (mine.Roles.HasFlag(ContractRoles.Receives) && other.Roles.HasFlag(ContractRoles.Sends) && Hears(mine, other))
                {
                    pairs.Add(Compare(other, mine));
                }

                if (mine.Roles.HasFlag(ContractRoles.Sends) && other.Roles.HasFlag(ContractRoles.Receives) && Hears(other, mine))
                {
                    pairs.Add(Compare(mine, other));
                }
            }
        }

        return pairs;
    }

    /// <summary>A receiver that is put in the sender's place demands more than it promises: those are the misfits.</summary>
    private static ContractPair Compare(RecordedContract sender, RecordedContract receiver) => new(
        sender,
        receiver,
        [.. ContractEvolution.CompareContracts(sender.SchemaText, receiver.SchemaText).Changes.Where(change => change.Breaks.HasFlag(ContractBreaks.Producers))]);

    private static bool Hears(RecordedContract receiver, RecordedContract sender) =>
        receiver.Name == sender.Name || (receiver.Kind == JobKind.Event && TopicPattern.Matches(receiver.Name, sender.Name));
}
