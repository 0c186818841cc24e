using System.ComponentModel;
using Spectre.Console.Cli;

namespace Ponos.Tool.Publishing;

/// <summary>A job to publish.</summary>
internal class PublishSettings : BrokerSettings
{
    [CommandArgument(0, "<NAME>")]
    [Description("The job's name.")]
    public required string Name { get; init; }

    [CommandOption("--json <BODY>")]
    [Description("The body: a JSON object.")]
    public string? Body { get; init; }

    [CommandOption("--file <PATH>")]
    [Description("A file with the body; - for standard input.")]
    public string? File { get; init; }

    [CommandOption("--delay <TIME>")]
    [Description("How long the broker holds it back, such as 90s or 2h; up to 30d.")]
    public string? Delay { get; init; }

    [CommandOption("--priority <WORD>")]
    [Description("high, normal or low. Default: none.")]
    public string? Priority { get; init; }

    [CommandOption("--header <NAME=VALUE>")]
    [Description("A header of the application's own. May be given again.")]
    public string[] Headers { get; init; } = [];

    [CommandOption("--from <SERVICE>")]
    [Description("The service in whose name it is published, where its receiver asks for one.")]
    public string? From { get; init; }

    [CommandOption("--unchecked")]
    [Description("Sends it even where nobody who receives it tells a contract.")]
    public bool Unchecked { get; init; }
}

/// <summary>A task to publish.</summary>
internal sealed class PublishTaskSettings : PublishSettings
{
    [CommandOption("--service <SERVICE>")]
    [Description("The service that is asked. Default: the one that answers and has a handler for it.")]
    public string? Service { get; init; }
}
