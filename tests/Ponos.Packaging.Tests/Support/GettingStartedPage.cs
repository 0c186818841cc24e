using System.Text.RegularExpressions;
using Ponos.Tests.Support;

namespace Ponos.Packaging.Tests.Support;

/// <summary>
/// docs/getting-started.md as somebody follows it: commands, files with their names, the command that runs it, and what it prints.
/// </summary>
internal sealed partial record GettingStartedPage(
    IReadOnlyList<string> Commands, IReadOnlyList<(string Name, string Text)> Files, string RunCommand, string Output)
{
    public static GettingStartedPage Read()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Folder, "docs", "getting-started.md"));
        var commands = Command().Matches(text).Select(match => match.Groups["text"].Value.Trim().Split('\n')).ToArray();
        return new GettingStartedPage(
            commands[0],
            [.. Source().Matches(text).Select(match => (match.Groups["name"].Value, match.Groups["text"].Value))],
            commands[1].Single(),
            Printed().Match(text).Groups["text"].Value.Trim());
    }

    [GeneratedRegex("```bash\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Command();

    [GeneratedRegex("`(?<name>[A-Za-z]+\\.cs)`:\n\n<!-- snippet: [^\n]* -->\n```csharp\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Source();

    [GeneratedRegex("```text\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Printed();
}
