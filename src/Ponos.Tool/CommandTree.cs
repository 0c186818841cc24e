using System.Reflection;
using Ponos.Commands;
using Ponos.Tool.Dead;
using Ponos.Tool.Doctor;
using Ponos.Tool.Orders;
using Ponos.Tool.Pages;
using Ponos.Tool.Publishing;
using Ponos.Tool.Schedules;
using Ponos.Tool.Services;
using Ponos.Tool.Tracing;
using Spectre.Console.Cli;

namespace Ponos.Tool;

/// <summary>Every command, and what its help says.</summary>
internal static class CommandTree
{
    /// <summary>Without what a build adds of its commit.</summary>
    private static string Version =>
        typeof(CommandTree).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "0.0.0";

    public static async Task<int> RunAsync(string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        var app = new CommandApp();
        app.Configure(Configure);
        return await app.RunAsync(Joined(arguments), stop.Token);
    }

    /// <summary>
    /// A '-' by itself, which is standard input, is joined to its option: the parser takes it for an option without a name.
    /// </summary>
    private static List<string> Joined(string[] arguments)
    {
        var joined = new List<string>();
        foreach (var argument in arguments)
        {
            if (argument == JobBody.StandardInput && joined is [.., ['-', '-', ..] option])
            {
                joined[^1] = $"{option}={argument}";
            }
            else
            {
                joined.Add(argument);
            }
        }

        return joined;
    }

    private static void Configure(IConfigurator tree)
    {
        tree.SetApplicationName("ponos");
        tree.SetApplicationVersion(Version);
        tree.UseStrictParsing();
        tree.CancellationExitCode(ExitCode.Fine);
        tree.SetExceptionHandler((exception, _) => Failure.Report(exception));
        tree.AddBranch("publish", publish =>
        {
            publish.SetDescription("Publishes a job, checked against the contract of whoever receives it.");
            publish.AddCommand<PublishTaskCommand>("task").WithDescription("Asks one service to do something.");
            publish.AddCommand<PublishEventCommand>("event").WithDescription("Says that something happened.");
        });
        tree.AddCommand<ServicesCommand>("services").WithDescription("Lists the processes that answer, and what is wrong with them.");
        tree.AddCommand<TopCommand>("top").WithDescription("Shows what handlers are doing, again and again.");
        tree.AddCommand<QueuesCommand>("queues")
            .WithDescription("Lists the queues of the handlers that answer, with their dead and invalid jobs.");
        tree.AddCommand<PauseCommand>("pause").WithDescription("Has a handler's queue left alone.");
        tree.AddCommand<ResumeCommand>("resume").WithDescription("Ends a pause.");
        tree.AddCommand<CancelCommand>("cancel").WithDescription("Cancels a job that runs.");
        tree.AddCommand<ConcurrencyCommand>("concurrency")
            .WithDescription("Changes how many jobs of a handler run at a time, until its process ends.");
        tree.AddBranch("dead", dead =>
        {
            dead.SetDescription("Looks at dead and invalid jobs, and decides about them.");
            dead.AddCommand<DeadListCommand>("list").WithDescription("Lists jobs, the oldest first.");
            dead.AddCommand<DeadShowCommand>("show").WithDescription("Shows one job with its body and where it breaks its contract.");
            dead.AddCommand<DeadGroupCommand>("group").WithDescription("Counts jobs by reason.");
            dead.AddCommand<DeadReplayCommand>("replay").WithDescription("Sends jobs back to their queue.");
            dead.AddCommand<DeadEditCommand>("edit").WithDescription("Sends another body in place of a job.");
            dead.AddCommand<DeadDropCommand>("drop").WithDescription("Drops jobs for good.");
        });
        tree.AddBranch("schedules", schedules =>
        {
            schedules.SetDescription("Looks at Khronos' schedules, and changes them.");
            schedules.AddCommand<ScheduleListCommand>("list").WithDescription("Lists schedules.");
            schedules.AddCommand<ScheduleNextCommand>("next").WithDescription("Shows when a schedule comes next.");
            schedules.AddCommand<SchedulePutCommand>("put").WithDescription("Asks for a schedule, new or in place of one.");
            schedules.AddCommand<SchedulePauseCommand>("pause").WithDescription("Holds a schedule.");
            schedules.AddCommand<ScheduleResumeCommand>("resume").WithDescription("Lets a schedule go on.");
            schedules.AddCommand<ScheduleTriggerCommand>("trigger").WithDescription("Asks for one tick now.");
            schedules.AddCommand<ScheduleBackfillCommand>("backfill").WithDescription("Asks for the ticks of a span of time again.");
            schedules.AddCommand<ScheduleDeleteCommand>("delete").WithDescription("Takes a schedule away.");
        });
        tree.AddCommand<TraceCommand>("trace").WithDescription("Follows a transaction through the journal.");
        tree.AddCommand<DashboardCommand>("dashboard").WithDescription("Opens the dashboard on this machine.");
        tree.AddCommand<DoctorCommand>("doctor").WithDescription("Says what is wrong on the broker, and what would lose jobs.");
    }
}
