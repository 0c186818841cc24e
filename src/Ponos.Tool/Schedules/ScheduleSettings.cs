using System.ComponentModel;
using Spectre.Console.Cli;

namespace Ponos.Tool.Schedules;

/// <summary>A list of schedules.</summary>
internal sealed class ScheduleListSettings : ReadSettings
{
    [CommandOption("--owner <SERVICE>")]
    [Description("Those of one service. Default: all.")]
    public string? Owner { get; init; }
}

/// <summary>One schedule.</summary>
internal class ScheduleSettings : ReadSettings
{
    [CommandArgument(0, "<NAME>")]
    [Description("The schedule's name.")]
    public required string Name { get; init; }
}

/// <summary>A schedule that is changed in its owner's name.</summary>
internal class ScheduleChangeSettings : ScheduleSettings
{
    [CommandOption("--owner <SERVICE>")]
    [Description("The service in whose name it is asked. Default: the schedule's owner, where it has one only.")]
    public string? Owner { get; init; }

    [CommandOption("--patience <TIME>")]
    [Description("How long it is watched whether Khronos did it. Default: 10s.")]
    public string? Patience { get; init; }
}

/// <summary>A schedule that is put.</summary>
internal sealed class SchedulePutSettings : ScheduleChangeSettings
{
    [CommandOption("--every <INTERVAL>")]
    [Description("An interval, such as ten-minutes or 90s.")]
    public string? Every { get; init; }

    [CommandOption("--cron <EXPRESSION>")]
    [Description("A cron expression of five fields, or six with seconds first.")]
    public string? Cron { get; init; }

    [CommandOption("--time-zone <ZONE>")]
    [Description("The IANA time zone of the expression. Default: UTC.")]
    public string? TimeZone { get; init; }

    [CommandOption("--at <INSTANT>")]
    [Description("A single instant in the future.")]
    public string? At { get; init; }

    [CommandOption("--offset <INTERVAL>")]
    [Description("Moves every instant by so much.")]
    public string? Offset { get; init; }

    [CommandOption("--jitter <INTERVAL>")]
    [Description("Ticks come up to so much later than their instant.")]
    public string? Jitter { get; init; }

    [CommandOption("--starts-at <INSTANT>")]
    [Description("The earliest instant.")]
    public string? StartsAt { get; init; }

    [CommandOption("--ends-at <INSTANT>")]
    [Description("The latest instant.")]
    public string? EndsAt { get; init; }

    [CommandOption("--catch-up <WORD>")]
    [Description("What becomes of missed ticks: latest, all or skip. Default: latest.")]
    public string? CatchUp { get; init; }

    [CommandOption("--payload <JSON>")]
    [Description("Sent along with every event.")]
    public string? Payload { get; init; }
}

/// <summary>A span of time whose ticks are asked for again.</summary>
internal sealed class ScheduleBackfillSettings : ScheduleChangeSettings
{
    [CommandOption("--from <INSTANT>", true)]
    [Description("The earliest instant.")]
    public required string From { get; init; }

    [CommandOption("--to <INSTANT>")]
    [Description("The latest instant. Default: now.")]
    public string? To { get; init; }
}
