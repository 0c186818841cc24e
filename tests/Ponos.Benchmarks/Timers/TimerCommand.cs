using Ponos.Benchmarks.Contestants;
using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.Timers;

/// <summary><c>khronos</c>: 100 000 schedules in one process, by Khronos' engine and by Quartz.NET.</summary>
internal static class TimerCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = TimerOptions.Parse(arguments);
        var table = new MarkdownTable(
            "100 000 schedules", "", "ticks/s", "of a core", "late p50, ms", "p99, ms", "early", "missed", "bytes/tick", "to put them, s",
            "goal", "met");
        var mostOthers = 0d;
        foreach (var goal in TimerGoal.All)
        {
            foreach (var contestant in new[] { TimerProcess.Khronos, TimerProcess.KhronosMessages, TimerProcess.Quartz })
            {
                var sample = await TimerProcess.MeasureAsync(contestant, goal.Kind, options);
                mostOthers = Math.Max(mostOthers, sample.OtherCores);
                table.Add(Row(goal, contestant, sample));
            }
        }

        var text = $"""
            {MachineText.Alone(MachineText.Today)}. Each process was measured for {NumberText.Plain(options.Measured.TotalSeconds)} s.

            {table}

            {Quietness(mostOthers)}
            """;
        await Console.Out.WriteLineAsync(text);
        if (options.WritesDocs)
        {
            DocsPage.Write("khronos", text);
        }

        return 0;
    }

    private static string[] Row(TimerGoal goal, string contestant, TimerSample sample)
    {
        var isOurs = contestant != TimerProcess.Quartz;
        return
        [
            goal.Kind switch
            {
                TimerKind.Spread => "intervals, on any millisecond",
                TimerKind.Seconds => "intervals, on whole seconds",
                _ => "cron, on whole seconds",
            },
            contestant switch
            {
                TimerProcess.Khronos => "Khronos",
                TimerProcess.KhronosMessages => "Khronos, messages made",
                _ => "Quartz.NET",
            },
            NumberText.Whole(sample.PerSecond),
            $"{NumberText.Plain(sample.Core * 100)} %",
            NumberText.Plain(sample.MedianMilliseconds),
            NumberText.Plain(sample.P99Milliseconds),
            NumberText.Whole(sample.Early),
            isOurs ? NumberText.Whole(sample.Missed) : "–",
            NumberText.Plain(sample.Bytes),
            NumberText.Plain(sample.SetUpSeconds),
            isOurs ? goal.Text : "",
            isOurs ? goal.IsMet(sample) ? "yes" : "no" : "",
        ];
    }

    private static string Quietness(double mostOthers) => mostOthers > Sample.MostOtherCores
        ? $"Other processes used up to {NumberText.Plain(mostOthers)} cores meanwhile: lateness says little."
        : "Other processes used less than a third of a core meanwhile.";
}
