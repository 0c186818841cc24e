using Spectre.Console;

namespace Examples.Demo.Screens;

/// <summary>A table that changes in place, for a terminal.</summary>
internal sealed class LiveScreen(IAnsiConsole console) : IScreen
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LiveDisplayContext? _display;
    private Task _displaying = Task.CompletedTask;

    public void Begin(string dashboard)
    {
        console.MarkupLineInterpolated($"[bold]{Texts.Title}[/]");
        console.MarkupLineInterpolated($"{Texts.LookAt(dashboard)}");
        _displaying = console.Live(new Text("")).AutoClear(true).StartAsync(display =>
        {
            _display = display;
            return _ended.Task;
        });
    }

    public void Show(TimeSpan time, LedgerPage page) => _display?.UpdateTarget(new Rows(
        new Markup($"[bold]{Texts.Clock(time)}[/]"),
        Tables.Jobs(page).RoundedBorder(),
        Tables.Sightings(page).RoundedBorder()));

    public void End(LedgerPage page, IReadOnlyList<string> missing)
    {
        EndLive();
        console.Write(Tables.Jobs(page).RoundedBorder());
        console.Write(Tables.Sightings(page).RoundedBorder());
        foreach (var line in Texts.Verdict(missing))
        {
            console.MarkupLineInterpolated(missing.Count == 0 ? $"[green]{line}[/]" : (FormattableString)$"[red]{line}[/]");
        }
    }

    public void Stay(string dashboard) => console.MarkupLineInterpolated($"{Texts.Stays(dashboard)}");

    public void Dispose() => EndLive();

    /// <summary>The live part must let go of the terminal before anything else is written.</summary>
    private void EndLive()
    {
        _ended.TrySetResult();
        _displaying.GetAwaiter().GetResult();
    }
}
