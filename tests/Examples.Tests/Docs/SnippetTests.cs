using System.Text.RegularExpressions;
using Examples.Tests.Support;

namespace Examples.Tests.Docs;

/// <summary>
/// Code in the docs comes from files that compile: <c>&lt;!-- snippet: path#name --&gt;</c> stands before a fence whose text
/// is what the file has between <c>// snippet: name</c> and <c>// end-snippet</c>; without a name, the whole file.
/// </summary>
public partial class SnippetTests
{
    private static readonly string[] Folders = ["docs", "examples"];

    public static IEnumerable<string> Pages() =>
        Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories))
            .Append(Path.Combine(Repository.Root, "README.md"))
            .Select(page => Path.GetRelativePath(Repository.Root, page));

    [TestCaseSource(nameof(Pages))]
    public void Snippets_OfAPage_AreWhatTheirFilesSay(string page)
    {
        foreach (Match snippet in Snippet().Matches(Repository.Read(page)))
        {
            var source = snippet.Groups["source"].Value;
            Assert.That(snippet.Groups["text"].Value, Is.EqualTo(TextOf(source)), $"{page}: the snippet {source} differs from its file");
        }
    }

    [Test]
    public void Markers_OfAllPages_StandBeforeAFence()
    {
        foreach (var page in Pages())
        {
            var text = Repository.Read(page);
            Assert.That(Snippet().Count(text), Is.EqualTo(Marker().Count(text)), $"{page} has a snippet marker without a fence behind it");
        }
    }

    [TestCase("README.md")]
    [TestCase("docs/getting-started.md")]
    [TestCase("docs/concepts.md")]
    public void CSharp_OfAGuide_IsAlwaysASnippet(string page)
    {
        var text = Repository.Read(page);

        Assert.That(
            Snippet().Matches(text).Count(snippet => snippet.Groups["language"].Value == "csharp"),
            Is.Positive.And.EqualTo(CSharpFence().Count(text)));
    }

    [TestCaseSource(nameof(Pages))]
    public void Links_OfAPage_LeadToFiles(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        foreach (Match link in Link().Matches(Code().Replace(Repository.Read(page), "")))
        {
            var target = Path.Combine(folder, link.Groups["path"].Value);
            Assert.That(
                File.Exists(target) || Directory.Exists(target),
                Is.True,
                $"{page} links to {link.Groups["path"].Value}, which is not there");
        }
    }

    private static string TextOf(string source)
    {
        var parts = source.Split('#');
        var lines = Repository.Read(parts[0]).TrimEnd('\n').Split('\n');
        if (parts.Length == 1)
        {
            return string.Join('\n', lines);
        }

        var begin = Array.FindIndex(lines, line => line.Trim() == "// snippet: " + parts[1]);
        Assert.That(begin, Is.Not.Negative, $"{parts[0]} has no snippet {parts[1]}");
        var end = Array.FindIndex(lines, begin, line => line.Trim() == "// end-snippet");
        Assert.That(end, Is.Not.Negative, $"{parts[0]} does not end its snippet {parts[1]}");
        return string.Join('\n', Unindent(lines[(begin + 1)..end]));
    }

    private static IEnumerable<string> Unindent(string[] lines)
    {
        var margin = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return lines.Select(line => line.Length == 0 ? line : line[margin..]);
    }

    [GeneratedRegex("""<!-- snippet: (?<source>\S+) -->\n```(?<language>\w+)\n(?<text>.*?)\n```""", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex("<!-- snippet: ")]
    private static partial Regex Marker();

    [GeneratedRegex("^```csharp", RegexOptions.Multiline)]
    private static partial Regex CSharpFence();

    /// <summary>Fences and spans: what looks like a link in code is none.</summary>
    [GeneratedRegex("```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?!https?:|#)(?<path>[^)#\s]+)[^)]*\)")]
    private static partial Regex Link();
}
