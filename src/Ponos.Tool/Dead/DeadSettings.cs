using System.ComponentModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Ponos.Tool.Dead;

/// <summary>The dead or invalid jobs of a handler.</summary>
internal class DeadSettings : BrokerSettings
{
    [CommandArgument(0, "<SERVICE>")]
    [Description("The service.")]
    public required string Service { get; init; }

    [CommandArgument(1, "<JOB>")]
    [Description("The name of the task or event, or the pattern, whose handler gave up.")]
    public required string Job { get; init; }

    [CommandOption("--invalid")]
    [Description("Invalid jobs, which broke their contract. Default: dead ones.")]
    public bool Invalid { get; init; }

    public DeadLetterKind Kind => Invalid ? DeadLetterKind.Invalid : DeadLetterKind.Dead;

    /// <summary>What they are called in a sentence.</summary>
    public string What => Invalid ? "invalid" : "dead";
}

/// <summary>The same, where no body is given.</summary>
internal class DeadReadSettings : DeadSettings
{
    [CommandOption("--json")]
    [Description("The same as --output json.")]
    public bool Json { get; init; }

    public override bool IsForPrograms => Json || base.IsForPrograms;

    protected static ValidationResult CheckMost(int most) =>
        most is < 1 or > 100_000
            ? ValidationResult.Error($"--most is {most}: write a number from 1 to 100000.")
            : ValidationResult.Success();
}

/// <summary>A list of them.</summary>
internal sealed class DeadListSettings : DeadReadSettings
{
    [CommandOption("--most <NUMBER>")]
    [Description("How many at most, from 1 to 100000. Default: 100.")]
    public int Most { get; init; } = 100;

    public override ValidationResult Validate() => CheckMost(Most);
}

/// <summary>Groups of them.</summary>
internal sealed class DeadGroupSettings : DeadReadSettings
{
    [CommandOption("--most <NUMBER>")]
    [Description("How many are read at most, from 1 to 100000. Default: 10000.")]
    public int Most { get; init; } = 10_000;

    public override ValidationResult Validate() => CheckMost(Most);
}

/// <summary>One of them.</summary>
internal sealed class DeadShowSettings : DeadReadSettings
{
    [CommandArgument(2, "<ID>")]
    [Description("The job's message id.")]
    public required string Id { get; init; }
}

/// <summary>A choice of them.</summary>
internal class DeadChoiceSettings : DeadReadSettings
{
    [CommandOption("--id <ID>")]
    [Description("The job with this message id. May be given again.")]
    public string[] Ids { get; init; } = [];

    [CommandOption("--reason <WORD>")]
    [Description("Those that were given up on for this reason, as 'group' lists it.")]
    public string? Reason { get; init; }

    [CommandOption("--error-type <TYPE>")]
    [Description("Those whose handler threw this type, as 'group' lists it.")]
    public string? ErrorType { get; init; }

    [CommandOption("--tid <TID>")]
    [Description("Those of this transaction.")]
    public string? Tid { get; init; }

    [CommandOption("--all")]
    [Description("All that are there now.")]
    public bool All { get; init; }

    /// <summary>Which jobs; none for all.</summary>
    /// <exception cref="UsageException">Nothing is chosen, or all and some.</exception>
    public Func<DeadLetter, bool>? Match()
    {
        var isChosen = Ids.Length > 0 || Reason is not null || ErrorType is not null || Tid is not null;
        if (isChosen == All)
        {
            throw new UsageException("Say which jobs: --id, --reason, --error-type, --tid, which hold together; or --all.");
        }

        return All ? null : letter =>
            (Ids.Length == 0 || Ids.Contains(letter.MessageId))
            && (Reason is null || letter.Reason == Reason)
            && (ErrorType is null || letter.ErrorType == ErrorType)
            && (Tid is null || letter.Tid == Tid);
    }
}

/// <summary>What is sent back, and how fast.</summary>
internal sealed class DeadReplaySettings : DeadChoiceSettings
{
    [CommandOption("--rate <NUMBER>")]
    [Description("Jobs a second at most. Default: as fast as the broker takes them.")]
    public double? Rate { get; init; }

    [CommandOption("--most <NUMBER>")]
    [Description("Jobs at most.")]
    public int? Most { get; init; }

    [CommandOption("--stop-when-one-dies")]
    [Description("Ends when a job that was sent back has died again.")]
    public bool StopWhenOneDies { get; init; }
}

/// <summary>What is dropped.</summary>
internal sealed class DeadDropSettings : DeadChoiceSettings
{
    [CommandOption("--yes")]
    [Description("Drops them. Without it they are only counted.")]
    public bool Yes { get; init; }
}

/// <summary>What takes a job's place.</summary>
internal sealed class DeadEditSettings : DeadSettings
{
    [CommandArgument(2, "<ID>")]
    [Description("The job's message id.")]
    public required string Id { get; init; }

    [CommandOption("--json <BODY>")]
    [Description("The new body: a JSON object.")]
    public string? Body { get; init; }

    [CommandOption("--file <PATH>")]
    [Description("A file with the new body; - for standard input.")]
    public string? File { get; init; }

    [CommandOption("--unchecked")]
    [Description("Sends it even where no process of the service tells its contract.")]
    public bool Unchecked { get; init; }
}
