using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ponos.Tool;

/// <summary>A table of plain texts, none of which is taken for markup.</summary>
internal static class Grid
{
    /// <summary>
    /// A table; where the terminal is too narrow for it, each row is a paragraph, as nothing of the table would be shown.
    /// </summary>
    public static IRenderable Of(string[] heads, IReadOnlyList<string[]> rows)
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

        return new Fitting(table, new Rows(rows.Select(row => new Text(ForeignText.Clean(Paragraph(heads, row)) + "\n"))));
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

    private static string Paragraph(string[] heads, string[] row) =>
        string.Join("; ", heads.Zip(row).Where(cell => cell.Second.Length > 0).Select(cell => $"{cell.First}: {cell.Second}"));

    private sealed class Fitting(IRenderable table, IRenderable paragraphs) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => Choose(options, maxWidth).Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => Choose(options, maxWidth).Render(options, maxWidth);

        private IRenderable Choose(RenderOptions options, int maxWidth) =>
            table.Measure(options, Terminal.WidthOfNone).Min <= maxWidth ? table : paragraphs;
    }
}
