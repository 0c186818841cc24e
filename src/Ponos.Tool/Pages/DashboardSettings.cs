using System.ComponentModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Ponos.Tool.Pages;

/// <summary>What <c>ponos dashboard</c> takes.</summary>
internal sealed class DashboardSettings : BrokerSettings
{
    [CommandArgument(0, "[URI]")]
    [Description("The broker, as --broker names it.")]
    public string? Uri { get; init; }

    [CommandOption("--port <PORT>")]
    [Description("The port on 127.0.0.1. Default: 5471. 0 for any that is free.")]
    public int Port { get; init; } = 5471;

    /// <summary>The broker that the command line names; none where the environment does.</summary>
    public string? Named => Uri ?? Broker;

    public override ValidationResult Validate() =>
        Port is < 0 or > 65535 ? ValidationResult.Error($"--port is {Port}: write a number from 0 to 65535.")
        : Uri is not null && Broker is not null ? ValidationResult.Error("The broker is named twice: leave --broker out.")
        : ValidationResult.Success();
}
