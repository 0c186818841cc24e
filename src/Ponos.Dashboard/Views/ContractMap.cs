using Ponos.Control;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Views;

/// <summary>Who sends and who receives each job, by the hashes that processes tell.</summary>
internal sealed record ContractMap(IReadOnlyList<ContractLine> Lines)
{
    public IEnumerable<Misfit> Misfits => Lines.SelectMany(line => line.Misfits);

    public static ContractMap Of(Snapshot snapshot)
    {
        var marks = snapshot.Processes.Where(process => !process.IsGone)
            .SelectMany(process => process.Report.Contracts.Select(mark => new ContractHolder(process.Report.Service, process.Report.Instance, mark)));
        var lines = marks.GroupBy(one => (one.Mark.Kind, one.Mark.Name))
            .Select(group => new ContractLine(group.Key.Kind, group.Key.Name, [.. group]))
            .OrderBy(line => line.Name, StringComparer.Ordinal).ThenBy(line => line.Kind);
        return new ContractMap([.. lines]);
    }
}

/// <summary>A contract that a process has.</summary>
internal sealed record ContractHolder(string Service, string Instance, ContractMark Mark);

/// <summary>One job, and everybody who has a contract for it.</summary>
internal sealed record ContractLine(JobKind Kind, string Name, IReadOnlyList<ContractHolder> Holders)
{
    public IReadOnlyList<ContractSide> Senders => Sides(holder => holder.Mark.Sends);

    public IReadOnlyList<ContractSide> Receivers => Sides(holder => holder.Mark.Receives);

    /// <summary>A pattern stands for many jobs; its schema is nobody's counterpart.</summary>
    private bool IsPattern => Name.Contains('*', StringComparison.Ordinal) || Name.Contains('#', StringComparison.Ordinal);

    /// <summary>Pairs whose schemas are not the same. They may fit all the same: only their schemas can tell.</summary>
    public IEnumerable<Misfit> Misfits => IsPattern ? [] :
        from receiver in Receivers
        from sender in Senders
        where sender.Hash != receiver.Hash
        select new Misfit(Name, sender.Service, sender.Hash, receiver.Service, receiver.Hash);

    private List<ContractSide> Sides(Func<ContractHolder, bool> takesPart) =>
    [
        .. Holders.Where(takesPart).GroupBy(holder => (holder.Service, holder.Mark.Hash))
            .Select(group => new ContractSide(group.Key.Service, group.Key.Hash, group.Count()))
            .OrderBy(side => side.Service, StringComparer.Ordinal),
    ];
}

/// <summary>A service's end of a contract.</summary>
internal sealed record ContractSide(string Service, string Hash, int Processes);

/// <summary>A sender and a receiver of one job whose schemas are not the same.</summary>
internal sealed record Misfit(string Name, string Sender, string SenderHash, string Receiver, string ReceiverHash)
{
    public string Sentence => Sender == Receiver
        ? $"Its processes do not have the same contract of {Name}: {Prefix(SenderHash)} and {Prefix(ReceiverHash)}."
        : $"{Sender} sends {Name} by {Prefix(SenderHash)}, and {Receiver} enforces {Prefix(ReceiverHash)}.";

    private static string Prefix(string hash) => hash.Length <= 6 ? hash : hash[..6];
}
