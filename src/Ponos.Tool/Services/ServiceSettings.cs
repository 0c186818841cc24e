using System.ComponentModel;
using Spectre.Console.Cli;

namespace Ponos.Tool.Services;

/// <summary>The processes of one service, or of all.</summary>
internal class ServiceSettings : ReadSettings
{
    [CommandOption("--service <SERVICE>")]
    [Description("The processes of one service. Default: of all.")]
    public string? Service { get; init; }
}
