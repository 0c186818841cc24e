using System.Text.RegularExpressions;

namespace Ponos.Generators.Tests.Support;

/// <summary>The examples of a page: each block of C# is a project, with the schema files of its section.</summary>
internal static class DiagnosticPage
{
    public static IReadOnlyList<SampleProject> ProjectsIn(string page, string section)
    {
        var text = page.Split("\n## ").Single(part => part.StartsWith(section + "\n", StringComparison.Ordinal));
        var blocks = Regex.Matches(text, "^```(\\w+) ?(\\S*)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline);
        return
        [
            .. Blocks("csharp").Select(source => SampleProject.Of(source.Text) with
            {
                Files = [.. Blocks("json").Select(file => new SampleFile("/project/" + file.Name, file.Text))],
            }),
        ];

        IEnumerable<(string Name, string Text)> Blocks(string language) => blocks
            .Where(block => block.Groups[1].Value == language)
            .Select(block => (block.Groups[2].Value, block.Groups[3].Value));
    }
}
