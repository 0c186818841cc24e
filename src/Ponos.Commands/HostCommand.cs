namespace Ponos.Commands;

/// <summary>What a host is asked to do instead of running, by the first argument of its command line.</summary>
/// <param name="Name">The command.</param>
/// <param name="Words">What follows it before the first switch: a service, or folders.</param>
/// <param name="Switches">Its own switches, with their values; empty for one that has none.</param>
internal sealed record HostCommand(string Name, IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Switches)
{
    public const string AsyncApi = "asyncapi";
    public const string Contracts = "contracts";
    public const string ContractsCheck = "contracts check";
    public const string Plan = "plan";
    public const string Preflight = "preflight";
    public const string Permissions = "permissions";

    public const string Markdown = "--markdown";
    public const string Json = "--json";
    public const string Apply = "--apply";
    public const string Migrate = "--migrate";
    public const string PublishersStopped = "--publishers-stopped";
    public const string Management = "--management";
    public const string Most = "--most";
    public const string Passive = "--passive";
    public const string Format = "--format";
    public const string User = "--user";
    public const string VirtualHost = "--vhost";

    private const string Check = "check";

    /// <summary>The first word behind the command; <see langword="null"/> for none.</summary>
    public string? Argument => Words.Count == 0 ? null : Words[0];

    /// <summary>Whether a switch was given.</summary>
    public bool Has(string name) => Switches.ContainsKey(name);

    /// <summary>The value of a switch; <see langword="null"/> where it was not given.</summary>
    public string? Value(string name) => Switches.GetValueOrDefault(name);

    /// <summary>Reads a command line without the program's name; <see langword="null"/> for one that has no command.</summary>
    /// <remarks>Switches are the host's settings, all but ours: <c>--environment Production</c> may follow.</remarks>
    /// <exception cref="ArgumentException">
    /// The first argument is a word and no command, or what follows is not what the command takes.
    /// </exception>
    public static HostCommand? Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments is not [var name, .. var rest] || name.StartsWith('/') || IsSetting(name))
        {
            return null;
        }

        if (name == Contracts && rest is [Check, ..])
        {
            name = ContractsCheck;
            rest = rest[1..];
        }

        var usage = CommandUsage.All.FirstOrDefault(command => command.Name == name)
            ?? throw new ArgumentException(
                $"There is no command '{name}'. There are {string.Join(", ", CommandUsage.All.Select(command => $"'{command}'"))}; "
                + "without one the host runs.");
        var words = new List<string>();
        while (rest is [var word, ..] && !IsSetting(word))
        {
            words.Add(word);
            rest = rest[1..];
        }

        if (words.Count > usage.MostWords)
        {
            throw new ArgumentException($"'{words[usage.MostWords]}' is too much: write '{usage}'.");
        }

        return new HostCommand(name, words, ReadSwitches(usage, rest));
    }

    private static Dictionary<string, string> ReadSwitches(CommandUsage usage, ReadOnlySpan<string> rest)
    {
        var switches = new Dictionary<string, string>(StringComparer.Ordinal);
        for (; rest.Length > 0; rest = rest[1..])
        {
            var (name, value) = rest[0].Split('=', 2) is [var before, var behind] ? (before, behind) : (rest[0], null);
            if (Array.IndexOf(usage.Flags, name) >= 0)
            {
                switches[name] = "";
            }
            else if (Array.Exists(usage.Values, known => known.Switch == name))
            {
                if (value is null && rest.Length > 1)
                {
                    value = rest[1];
                    rest = rest[1..];
                }

                switches[name] = value is { Length: > 0 } ? value : throw new ArgumentException($"{name} has no value: write '{usage}'.");
            }
            else if (name.StartsWith("--", StringComparison.Ordinal)
                && NearName.Of(name, usage.Switches) is { } near
                && name.Length >= near.Length - 2)
            {
                throw new ArgumentException($"'{usage.Name}' has no {name}. Did you mean {near}?");
            }
        }

        return switches;
    }

    /// <summary>How a host's configuration takes its settings: --name value, /name value, name=value.</summary>
    private static bool IsSetting(string argument) =>
        argument.StartsWith('-') || IsSlashSetting(argument) || argument.Contains('=', StringComparison.Ordinal);

    /// <summary>A path begins with a slash as well, and has another.</summary>
    private static bool IsSlashSetting(string argument) => argument.StartsWith('/') && argument.IndexOf('/', 1) < 0;
}
