using Ponos.Benchmarks.Contestants;
using Ponos.Benchmarks.Dashboards;
using Ponos.Benchmarks.EndToEnd;
using Ponos.Benchmarks.Growth;
using Ponos.Benchmarks.Journals;
using Ponos.Benchmarks.Micro;
using Ponos.Benchmarks.Stores;
using Ponos.Benchmarks.Timers;

try
{
    return args switch
    {
        ["e2e", .. var rest] => await EndToEndCommand.RunAsync(rest),
        ["micro", .. var rest] => await MicroCommand.RunAsync(rest),
        ["growth", .. var rest] => await GrowthCommand.RunAsync(rest),
        ["stores", .. var rest] => await StoresCommand.RunAsync(rest),
        ["journal", .. var rest] => await JournalCommand.RunAsync(rest),
        ["dashboards", .. var rest] => await DashboardsCommand.RunAsync(rest),
        ["khronos", .. var rest] => await TimerCommand.RunAsync(rest),
        ["queues"] => QueueCommand.Run(),
        ["timers", var name, var kind, var warmUp, var measured] =>
            await TimerProcess.RunAsync(name, Enum.Parse<TimerKind>(kind), TimerOptions.Of(warmUp, measured)),
        ["service", var name, var broker] => await ServiceProcess.RunAsync(name, broker),
        ["contestant", var name, var broker, var brokerId] => await ContestantLoop.RunAsync(name, broker, int.Parse(brokerId)),
        _ => Usage(),
    };
}
catch (FormatException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return Usage();
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        dotnet run -c Release --project tests/Ponos.Benchmarks -- COMMAND
          e2e [--quick] [--minutes N] [--json FILE] [--docs]
                                                 against hand-written programs, on a broker of its own
          e2e --first N [--docs]                 what new processes begin with, and nothing else: so many rounds
          e2e --against FILE [--quick] [--minutes N]
                                                 against Ponos.Benchmarks.dll of an earlier build
          micro [--filter GLOB] [--docs]         single steps, and the validator against others
          growth [--quick] [--docs]              how the cost of a job grows
          stores [PART] [--quick] [--docs]       what an outbox costs: throughput, latency, backlog, sizes, idle
          journal [PART] [--quick] [--docs]      what the journal costs, and how long a trace is looked for
          dashboards [--quick] [--docs]          three at once: how long their pages take, and what they cost the services
          khronos [--quick] [--docs]             100 000 schedules in one process, and Quartz.NET's
          queues                                 Khronos' queue of schedules, and a priority queue
        --docs writes the tables and plots of docs/performance.md
        """);
    return 2;
}
