using Ponos;

namespace Khronos.Tool;

/// <summary>The options of the command line: each stands for a setting, which the environment can say as well.</summary>
internal static class ToolOptions
{
    /// <summary>The options in order, with the setting that each stands for and what it is.</summary>
    private static readonly (string Option, string Setting, string What)[] Known =
    [
        ("--broker", "ConnectionStrings:RabbitMq",
            "amqp://user:password@host:5672/vhost. Better in the environment, which no list of processes shows"),
        ("--events", "Khronos:Events", "the events that are published without being asked for: five-minutes, one-hour, …"),
        ("--state-file", "Khronos:StateFile", "where schedules are kept by a single Khronos; without it replicas keep them on the broker"),
        ("--status-address", "Khronos:StatusAddress", "where the status is told over HTTP, or none"),
        ("--status-hosts", "Khronos:StatusHosts", "the names that the status is asked for by"),
        ("--forward-step-limit", "Khronos:ForwardStepLimit", "how far the clock may jump ahead, or none"),
        ("--publish-concurrency", "Khronos:PublishConcurrency", "how many ticks are published at a time"),
        ("--catch-up-limit", "Khronos:CatchUpLimit", "how many missed ticks of a schedule are fired"),
        ("--max-schedules", "Khronos:MaxSchedules", "how many schedules there may be"),
        ("--max-schedules-of-owner", "Khronos:MaxSchedulesOfOwner", "how many schedules a service may have"),
        ("--max-bytes-of-owner", "Khronos:MaxBytesOfOwner", "how many bytes a service's schedules may have"),
        ("--max-backfills-of-owner", "Khronos:MaxBackfillsOfOwner", "how many ticks a service may ask for again"),
        ("--max-services-of-user", "Khronos:MaxServicesOfUser", "as how many services a user may have schedules"),
        ("--shortest-interval", "Khronos:ShortestInterval", "how close ticks may come"),
    ];

    /// <summary>From options to settings, for the configuration.</summary>
    public static IDictionary<string, string> Mappings => Known.ToDictionary(known => known.Option, known => known.Setting);

    public static string Help => $"""
        khronos publishes time events on RabbitMQ.

          khronos [option value]...

        {string.Join('\n', Known.Select(known => $"  {known.Option,-26}{known.What} ({EnvironmentName(known.Setting)})"))}

        Any other setting of .NET's is --name value: --Logging:LogLevel:Default Warning.
        khronos asyncapi, contracts, plan, preflight and permissions answer and end, as every host's commands do.
        """;

    /// <summary>What is wrong with a command line; <see langword="null"/> for nothing.</summary>
    /// <remarks>A setting of .NET's has a colon in its name; environment and content root are the host's own.</remarks>
    public static string? FaultOf(IReadOnlyList<string> arguments)
    {
        string[] others = ["--environment", "--contentRoot", "--applicationName", "--urls"];
        foreach (var argument in arguments.Where(argument => argument.StartsWith("--", StringComparison.Ordinal)))
        {
            var name = argument.Split('=', 2)[0];
            if (!name.Contains(':', StringComparison.Ordinal)
                && !others.Contains(name)
                && !Array.Exists(Known, known => known.Option == name))
            {
                return $"There is no option {name}.{NearName.Ask(name, Known.Select(known => known.Option))} khronos --help lists them.";
            }
        }

        return null;
    }

    private static string EnvironmentName(string setting) => setting.Replace(":", "__", StringComparison.Ordinal);
}
