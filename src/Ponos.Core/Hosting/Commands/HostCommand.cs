namespace Ponos.Hosting.Commands;

/// <summary>What a host is asked to do instead of running, by the first argument of its command line.</summary>
/// <param name="Name">The command.</param>
/// <param name="Argument">What follows it, where that is no switch: a service, or a folder.</param>
/// <param name="IsMarkdown">Whether a page is wanted in the place of JSON.</param>
internal sealed record HostCommand(string Name, string? Argument, bool IsMarkdown)
{
    public const string AsyncApi = "asyncapi";
    public const string Contracts = "contracts";

    private const string Markdown = "--markdown";

    /// <summary>Reads a command line without the program's name; <see langword="null"/> for one without a command of ours.</summary>
    /// <remarks>Switches are the host's settings, all but ours: <c>--environment Production</c> may follow.</remarks>
    public static HostCommand? Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments is not [AsyncApi or Contracts, .. var rest])
        {
            return null;
        }

        var argument = rest is [var first, ..] && !first.StartsWith('-') ? first : null;
        return new HostCommand(arguments[0], argument, rest.Contains(Markdown));
    }
}
