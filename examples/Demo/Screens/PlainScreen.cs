using System.Globalization;
using Ponos;
using Spectre.Console;

namespace Examples.Demo.Screens;

/// <summary>Lines, for output that is no terminal: one for each job that did not simply succeed, and one every four hours.</summary>
internal sealed class PlainScreen : IScreen
{
    private const int HoursBetweenTotals = 4;

    private readonly IAnsiConsole _console;
    private int _sightingsShown;
    private int _nextTotals = HoursBetweenTotals;

    public PlainScreen(TextWriter output)
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        _console.Profile.Width = 140;
        _console.Profile.Capabilities.Unicode = false;
    }

    public void Begin(string dashboard)
    {
        _console.WriteLine(Texts.Title);
        _console.WriteLine(Texts.LookAt(dashboard));
    }

    public void Stay(string dashboard) => _console.WriteLine(Texts.Stays(dashboard));

    public void Show(TimeSpan time, LedgerPage page)
    {
        foreach (var sighting in page.Sightings.Skip(_sightingsShown))
        {
            _console.WriteLine(
                $"{Texts.Clock(sighting.At)}  {Texts.Word(sighting.Fate),-8} {sighting.Service}: {sighting.Job}: {sighting.What}");
        }

        _sightingsShown = page.Sightings.Count;
        if (time.TotalHours >= _nextTotals)
        {
            _nextTotals += HoursBetweenTotals;
            var events = page.Jobs.Where(line => line.Kind == JobKind.Event).Sum(line => line.Published);
            var tasks = page.Jobs.Where(line => line.Kind == JobKind.Task).Sum(line => line.Succeeded);
            _console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{Texts.Clock(time)}  {events} events published, {tasks} tasks succeeded"));
        }
    }

    public void End(LedgerPage page, IReadOnlyList<string> missing)
    {
        _console.WriteLine();
        _console.Write(Tables.Jobs(page).Border(TableBorder.Ascii));
        _console.WriteLine();
        _console.Write(Tables.Sightings(page).Border(TableBorder.Ascii));
        _console.WriteLine();
        foreach (var line in Texts.Verdict(missing))
        {
            _console.WriteLine(line);
        }
    }

    public void Dispose()
    {
    }
}
