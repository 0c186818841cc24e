using System.ComponentModel;
using Spectre.Console.Cli;

namespace Ponos.Tool;

/// <summary>What every command takes.</summary>
internal class BrokerSettings : CommandSettings
{
    [CommandOption("--broker <URI>")]
    [Description(
        "amqp://user:password@host:5672/vhost, or amqps://. "
        + "Better by PONOS_BROKER, ConnectionStrings__RabbitMq or RABBITMQ_HOSTNAME and its like, which no list of processes shows.")]
    public string? Broker { get; init; }

    [CommandOption("--by <NAME>")]
    [Description("Who acts: logged and told with what is done. Default: the user and host that this runs as and on.")]
    public string? By { get; init; }

    [CommandOption("--wait <TIME>")]
    [Description("How long answers of processes are awaited, from 50ms to 1m. Default: 1s.")]
    public string? Wait { get; init; }

    [CommandOption("--output <FORM>")]
    [Description("table for people, json for programs. Default: table.")]
    public string? Output { get; init; }

    /// <summary>Whether a program reads the answer.</summary>
    public virtual bool IsForPrograms => Output switch
    {
        null or "table" => false,
        "json" => true,
        var other => throw new UsageException($"'{other}' is no form of output: write table or json."),
    };
}

/// <summary>What commands take that have no body of a job to be given: there <c>--json</c> is that.</summary>
internal class ReadSettings : BrokerSettings
{
    [CommandOption("--json")]
    [Description("The same as --output json.")]
    public bool Json { get; init; }

    public override bool IsForPrograms => Json || base.IsForPrograms;
}
