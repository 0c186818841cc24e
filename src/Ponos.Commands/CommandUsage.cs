namespace Ponos.Commands;

/// <summary>A command that there is: how it is written, and its own switches.</summary>
/// <param name="Name">The command.</param>
/// <param name="Words">What may follow it, for a person.</param>
/// <param name="MostWords">How many words may follow it.</param>
/// <param name="Flags">Its switches without a value.</param>
/// <param name="Values">Its switches with a value, and what that is.</param>
internal sealed record CommandUsage(string Name, string Words, int MostWords, string[] Flags, (string Switch, string Value)[] Values)
{
    /// <summary>Every command of a host.</summary>
    public static IReadOnlyList<CommandUsage> All { get; } =
    [
        new(HostCommand.AsyncApi, "[service]", 1, [HostCommand.Markdown], []),
        new(HostCommand.Contracts, "[folder]", 1, [], []),
        new(HostCommand.ContractsCheck, "folder...", int.MaxValue, [HostCommand.Json], []),
        new(
            HostCommand.Plan,
            "[service]",
            1,
            [HostCommand.Json, HostCommand.Apply, HostCommand.PublishersStopped],
            [(HostCommand.Management, "http://host:15672"), (HostCommand.Migrate, "queue")]),
        new(HostCommand.Preflight, "[service]", 1, [HostCommand.Json], [(HostCommand.Most, "number")]),
        new(
            HostCommand.Permissions,
            "[service]",
            1,
            [HostCommand.Passive],
            [(HostCommand.Format, "rabbitmqctl|definitions|kubernetes"), (HostCommand.User, "name"), (HostCommand.VirtualHost, "name")]),
    ];

    public IEnumerable<string> Switches => Flags.Concat(Values.Select(value => value.Switch));

    public override string ToString() =>
        string.Join(' ', new[] { Name, Words }
            .Concat(Flags.Select(flag => $"[{flag}]"))
            .Concat(Values.Select(value => $"[{value.Switch} {value.Value}]")));
}
