namespace Ponos.Benchmarks.Report;

/// <summary>A table for the console and for the docs alike.</summary>
internal sealed class MarkdownTable(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        string[][] all = [columns, .. _rows];
        var widths = columns.Select((_, column) => Math.Max(3, all.Max(row => row[column].Length))).ToArray();
        var rule = $"|{string.Join('|', widths.Select(width => new string('-', width + 2)))}|";
        var lines = all.Select(row => $"| {string.Join(" | ", row.Select((cell, column) => cell.PadRight(widths[column])))} |").ToList();
        lines.Insert(1, rule);
        return string.Join('\n', lines);
    }
}
