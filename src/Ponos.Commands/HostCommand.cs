namespace Ponos.Commands;

/// <summary>What a host is asked to do instead of running, by the first argument of its command line.</summary>
/// <param name="Name">The command.</param>
/// <param name="Argument">What follows it, where that is no switch: a service, or a folder.</param>
/// <param name="IsMarkdown">Whether a page is wanted in the place of JSON.</param>
internal sealed record HostCommand(string Name, string? Argument, bool IsMarkdown)
{
    public const string AsyncApi = "asyncapi";
    public const string Contracts = "contracts";

    private const string Markdown = "--markdown";

    /// <summary>Reads a command line without the program's name; <see langword="null"/> for one that has no command.</summary>
    /// <remarks>Switches are the host's settings, all but ours: <c>--environment Production</c> may follow.</remarks>
    /// <exception cref="ArgumentException">The first argument is a word, and no command.</exception>
    public static HostCommand? Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments is not [var name, .. var rest] || IsSetting(name))
        {
            return null;
        }

        if (name is not (AsyncApi or Contracts))
        {
            throw new ArgumentException($"There is no command '{name}'. There are '{AsyncApi} [service] [{Markdown}]' and '{Contracts} [folder]'; without one the host runs.");
        }

        var argument = rest is [var first, ..] && !IsSetting(first) ? first : null;
        return new HostCommand(name, argument, rest.Contains(Markdown));
    }

    /// <summary>How a host's configuration takes its settings: --name value, /name value, name=value.</summary>
    private static bool IsSetting(string argument) => argument is ['-' or '/', ..] || argument.Contains('=', StringComparison.Ordinal);
}
