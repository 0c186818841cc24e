using System.Text;

namespace Ponos.Commands;

/// <summary>Rows under each other, each column as wide as its widest cell; the last one may run on.</summary>
internal sealed class TextTable(string indent)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        if (_rows.Count == 0)
        {
            return "";
        }

        var widths = Enumerable.Range(0, _rows.Max(row => row.Length))
            .Select(column => _rows.Max(row => column < row.Length ? row[column].Length : 0))
            .ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            text.Append(indent)
                .Append(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd())
                .Append('\n');
        }

        return text.ToString();
    }
}
