using Ponos.Commands.Evolution;
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

    /// <summary>What the receiver demands and the sender does not promise; looked at from this side alone.</summary>
    private static ContractPair Compare(RecordedContract sender, RecordedContract receiver)
    {
        var demands = Inclusion.Of(new SchemaDocument(sender.SchemaText), new SchemaDocument(receiver.SchemaText), exact: false);
        return new ContractPair(
            sender, receiver, [.. ChangeList.Of(demands, []).Changes.Where(change => change.Breaks != ContractBreaks.None)]);
    }

    private static bool Hears(RecordedContract receiver, RecordedContract sender) =>
        receiver.Name == sender.Name || (receiver.Kind == JobKind.Event && TopicPattern.Matches(receiver.Name, sender.Name));
}
