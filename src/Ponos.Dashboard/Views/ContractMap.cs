using Ponos.Control;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Views;

/// <summary>Who sends and who receives each job, by the hashes that processes tell.</summary>
internal sealed record ContractMap(IReadOnlyList<ContractLine> Lines)
{
    /// <summary>Pairs of which the receiver may refuse what the sender may send; or of which that is not known yet.</summary>
    public IReadOnlyList<Misfit> Misfits()
    {
        using var fit = new ContractFit();
        return [.. Lines.SelectMany(line => line.Misfits(fit))];
    }

    public static ContractMap Of(Snapshot snapshot)
    {
        var told = snapshot.Contracts.SelectMany(
            process => process.Contracts.Select(contract => ((process.Service, process.Instance, contract.Kind, contract.Name), contract)))
            .DistinctBy(one => one.Item1).ToDictionary(one => one.Item1, one => one.contract);
        var marks = snapshot.Processes.Where(process => !process.IsGone)
            .SelectMany(
                process => process.Report.Contracts.Select(mark => new ContractHolder(process.Report.Service, process.Report.Instance, mark)
                {
                    Told = told.GetValueOrDefault((process.Report.Service, process.Report.Instance, mark.Kind, mark.Name)),
                }));
        var lines = marks.GroupBy(one => (one.Mark.Kind, one.Mark.Name))
            .Select(group => new ContractLine(group.Key.Kind, group.Key.Name, [.. group]))
            .OrderBy(line => line.Name, StringComparer.Ordinal).ThenBy(line => line.Kind);
        return new ContractMap([.. lines]);
    }
}

/// <summary>A contract that a process has.</summary>
internal sealed record ContractHolder(string Service, string Instance, ContractMark Mark)
{
    /// <summary>The contract itself, where the process has told it by now.</summary>
    public ContractReport? Told { get; init; }
}

/// <summary>One job, and everybody who has a contract for it.</summary>
internal sealed record ContractLine(JobKind Kind, string Name, IReadOnlyList<ContractHolder> Holders)
{
    public IReadOnlyList<ContractSide> Senders => Sides(holder => holder.Mark.Sends, contract => contract.SentTo);

    public IReadOnlyList<ContractSide> Receivers => Sides(holder => holder.Mark.Receives, contract => contract.Queue);

    /// <summary>A pattern stands for many jobs; its schema is nobody's counterpart.</summary>
    private bool IsPattern => Name.Contains('*', StringComparison.Ordinal) || Name.Contains('#', StringComparison.Ordinal);

    public IEnumerable<Misfit> Misfits(ContractFit fit) => IsPattern ? [] :
        from receiver in Receivers
        from sender in Senders
        where sender.Hash != receiver.Hash && Meet(sender, receiver)
        let refused = sender.Schema is { } sent && receiver.Schema is { } enforced
            ? fit.RefusedOf(sent, enforced)
            : "Their schemas are not known yet."
        where refused is not null
        select new Misfit(Name, sender, receiver, refused);

    /// <summary>A task goes to one service, though several may have one of that name; an event to all.</summary>
    private bool Meet(ContractSide sender, ContractSide receiver) =>
        Kind == JobKind.Event || sender.Place is null || receiver.Place is null || sender.Place == receiver.Place;

    private List<ContractSide> Sides(Func<ContractHolder, bool> takesPart, Func<ContractReport, string?> place) =>
    [
        .. Holders.Where(takesPart).GroupBy(holder => (holder.Service, holder.Mark.Hash))
            .Select(group => (group.Key, Told: group.Select(holder => holder.Told).OfType<ContractReport>().ToList()))
            .Select(group => new ContractSide(
                group.Key.Service,
                group.Key.Hash,
                group.Told.Select(place).FirstOrDefault(one => one is not null),
                group.Told.FirstOrDefault()?.Schema))
            .OrderBy(side => side.Service, StringComparer.Ordinal),
    ];
}

/// <summary>A service's end of a contract, and the queue or exchange and the schema there, where they are known.</summary>
internal sealed record ContractSide(string Service, string Hash, string? Place, string? Schema);

/// <summary>A sender and a receiver of one job whose contracts do not fit, and what is refused, in a sentence.</summary>
internal sealed record Misfit(string Name, ContractSide Sender, ContractSide Receiver, string Refused)
{
    public string Sentence => (Sender.Service == Receiver.Service
        ? $"Its processes do not have the same contract of {Name}: {Prefix(Sender.Hash)} and {Prefix(Receiver.Hash)}."
        : $"{Sender.Service} sends {Name} by {Prefix(Sender.Hash)}, and {Receiver.Service} enforces {Prefix(Receiver.Hash)}.")
            + $" {Refused}";

    private static string Prefix(string hash) => hash.Length <= 6 ? hash : hash[..6];
}
