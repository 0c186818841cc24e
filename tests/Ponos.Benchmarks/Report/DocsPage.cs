using Ponos.Tests.Support;

namespace Ponos.Benchmarks.Report;

/// <summary>docs/performance.md: its tables stand between comments and are written by the programs that measured them.</summary>
internal static class DocsPage
{
    private static string Folder => Path.Combine(Repository.Folder, "docs");

    /// <summary>Replaces what stands between <c>&lt;!-- begin: part --&gt;</c> and <c>&lt;!-- end: part --&gt;</c>.</summary>
    /// <exception cref="InvalidOperationException">The page has no such part.</exception>
    public static void Write(string part, string text)
    {
        var file = Path.Combine(Folder, "performance.md");
        var page = File.ReadAllText(file);
        var begin = $"<!-- begin: {part} -->\n";
        var end = $"<!-- end: {part} -->";
        var from = page.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = page.IndexOf(end, StringComparison.Ordinal);
        if (from < begin.Length || to < from)
        {
            throw new InvalidOperationException($"{file} has no part '{part}': write '{begin.TrimEnd()}' and '{end}'.");
        }

        File.WriteAllText(file, $"{page[..from]}\n{text.Trim()}\n\n{page[to..]}");
    }

    public static void WritePlot(string name, string svg)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "performance"));
        File.WriteAllText(Path.Combine(Folder, "performance", name + ".svg"), svg);
    }
}
