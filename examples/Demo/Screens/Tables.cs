using System.Globalization;
using Ponos;
using Spectre.Console;

namespace Examples.Demo.Screens;

/// <summary>What was seen of jobs, as tables.</summary>
internal static class Tables
{
    /// <summary>What became of the jobs, a row for each name.</summary>
    public static Table Jobs(LedgerPage page)
    {
        var table = new Table().AddColumns("job", "kind", "handled by");
        foreach (var number in new[] { "published", "missed", "succeeded", "of them retried", "dead", "invalid" })
        {
            table.AddColumn(new TableColumn(number).RightAligned());
        }

        foreach (var line in page.Jobs)
        {
            var kind = line.Kind == JobKind.Task ? "task" : "event";
            table.AddRow(
                line.Name, kind, line.Services,
                Number(line.Published),
                Number(line.Missed),
                Number(line.Succeeded),
                Number(line.Retried),
                Number(line.Dead),
                Number(line.Invalid));
        }

        return table;
    }

    /// <summary>Each job that did not simply succeed.</summary>
    public static Table Sightings(LedgerPage page)
    {
        var table = new Table().AddColumns("at", "outcome", "service", "job", "what");
        foreach (var sighting in page.Sightings)
        {
            table.AddRow(
                new Text(Texts.Clock(sighting.At)),
                new Text(Texts.Word(sighting.Fate), Colour(sighting.Fate)),
                new Text(sighting.Service),
                new Text(sighting.Job),
                new Text(sighting.What));
        }

        return table;
    }

    private static string Number(long number) => number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture);

    private static Style Colour(Fate fate) => new(fate == Fate.Retried ? Color.Yellow : Color.Red);
}
