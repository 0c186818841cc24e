using Spectre.Console;

namespace Ponos.Tool;

/// <summary>A table of plain texts, none of which is taken for markup.</summary>
internal static class Grid
{
    public static Table Of(string[] heads, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var head in heads)
        {
            table.AddColumn(new TableColumn(new Text(head, new Style(decoration: Decoration.Bold))) { NoWrap = head != heads[^1] });
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(ForeignText.Clean(cell))));
        }

        return table;
    }

    /// <summary>Writes a table, or a sentence where there is nothing in it.</summary>
    public static void Show(IAnsiConsole console, string nothing, string[] heads, IReadOnlyList<string[]> rows)
    {
        if (rows.Count == 0)
        {
            Line(console, nothing);
        }
        else
        {
            console.Write(Of(heads, rows));
        }
    }

    public static void Line(IAnsiConsole console, string text) => console.WriteLine(ForeignText.Clean(text));
}
