using System.ComponentModel;
using Ponos.Control;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Ponos.Tool.Orders;

/// <summary>A handler that is told something.</summary>
internal class OrderSettings : ReadSettings
{
    [CommandArgument(0, "<SERVICE>")]
    [Description("The service.")]
    public required string Service { get; init; }

    [CommandArgument(1, "<JOB>")]
    [Description("The name of its task or event, or the pattern.")]
    public required string Job { get; init; }

    [CommandOption("--instance <INSTANCE>")]
    [Description("One process, as 'services' names it. Default: all that run.")]
    public string? Instance { get; init; }

    public HandlerAddress Address => new(Service, Job, Instance);
}

/// <summary>A pause.</summary>
internal sealed class PauseSettings : OrderSettings
{
    [CommandOption("--reason <TEXT>")]
    [Description("Why: a person reads it in health and log. Default: that somebody paused it.")]
    public string? Reason { get; init; }
}

/// <summary>A job that is cancelled.</summary>
internal sealed class CancelSettings : OrderSettings
{
    [CommandArgument(2, "<ID>")]
    [Description("The job's message id.")]
    public required string Id { get; init; }

    [CommandOption("--again")]
    [Description("It goes back to its queue and comes again. Default: it is dead.")]
    public bool Again { get; init; }
}

/// <summary>How many jobs run at a time.</summary>
internal sealed class ConcurrencySettings : OrderSettings
{
    [CommandArgument(2, "<NUMBER>")]
    [Description("How many in each process, from 1.")]
    public required int Number { get; init; }

    public override ValidationResult Validate() =>
        Number < 1 ? ValidationResult.Error($"The number is {Number}: write 1 or more.") : ValidationResult.Success();
}
