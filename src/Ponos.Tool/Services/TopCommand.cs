using System.ComponentModel;
using Ponos.Commands;
using Ponos.Control;
using Spectre.Console;
using Spectre.Console.Cli;
using Spectre.Console.Rendering;

namespace Ponos.Tool.Services;

/// <summary>What <c>top</c> takes.</summary>
internal sealed class TopSettings : ServiceSettings
{
    [CommandOption("--every <TIME>")]
    [Description("How long between two looks, from 200ms on. Default: 2s.")]
    public string? Every { get; init; }

    [CommandOption("--count <NUMBER>")]
    [Description("How many looks. Default: until it is stopped with Ctrl+C.")]
    public int? Count { get; init; }
}

/// <summary><c>top</c>: what handlers are doing, again and again; for programs a line of JSON each time.</summary>
internal sealed class TopCommand : AsyncCommand<TopSettings>
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(200);

    public override async Task<int> ExecuteAsync(CommandContext context, TopSettings settings, CancellationToken cancellationToken)
    {
        var every = Wording.Duration(settings.Every, "--every") ?? Default;
        if (every < Least || settings.Count is < 1)
        {
            throw new UsageException("--every is 200ms or more, and --count 1 or more.");
        }

        var isForPrograms = settings.IsForPrograms;
        await using var session = await Session.OpenAsync(settings, cancellationToken);
        try
        {
            var output = Terminal.OpenOutput();
            if (isForPrograms)
            {
                await LookAsync(session, settings, every, rows => Terminal.WriteLine(output, Terminal.ToArray(rows)), cancellationToken);
            }
            else if (Console.IsOutputRedirected)
            {
                var console = Terminal.Open(output);
                await LookAsync(session, settings, every, rows => console.Write(Render(rows)), cancellationToken);
            }
            else
            {
                var console = Terminal.Open();
                await console.Live(Render([]))
                    .StartAsync(live => LookAsync(session, settings, every, rows => live.UpdateTarget(Render(rows)), cancellationToken));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException && cancellationToken.IsCancellationRequested
            || exception is IOException && Console.IsOutputRedirected)
        {
            // Whoever looks has seen enough.
        }

        return ExitCode.Fine;
    }

    private static async Task LookAsync(
        Session session, TopSettings settings, TimeSpan every, Action<IReadOnlyList<TopRow>> show, CancellationToken cancellationToken)
    {
        IReadOnlyList<ProcessReport> before = [];
        for (var look = 1; ; look++)
        {
            var now = await session.Operator.DescribeAsync(settings.Service, cancellationToken);
            show(await TopRow.AllAsync(session, before, now, cancellationToken));
            if (look == settings.Count)
            {
                return;
            }

            before = now;
            await Task.Delay(every, session.Time, cancellationToken);
        }
    }

    private static IRenderable Render(IReadOnlyList<TopRow> rows) => rows.Count == 0 ? new Text("No process has answered yet.\n") : Grid.Of(
        ["service", "job", "ready", "running", "done/s", "failed/s", "run p50", "run p95", "wait p95", "dead", "what is wrong"],
        [.. rows.Select(row => new[]
        {
            row.Service,
            row.JobName,
            row.Ready is { } ready ? Wording.Number(ready) : "?",
            $"{Wording.Number(row.Running)}/{Wording.Number(row.Concurrency)}",
            Wording.Rate(row.DonePerSecond),
            Wording.Rate(row.FailedPerSecond),
            Wording.Seconds(row.RunP50),
            Wording.Seconds(row.RunP95),
            Wording.Seconds(row.WaitP95),
            row.Dead is { } dead ? Wording.Number(dead) : "?",
            row.Trouble,
        })]);
}
