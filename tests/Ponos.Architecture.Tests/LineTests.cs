using System.Text.RegularExpressions;
using Ponos.Tests.Support;

namespace Ponos.Architecture.Tests;

/// <summary>
/// Holds the limit that .editorconfig only states: the compiler reads max_line_length and says nothing.
/// </summary>
public sealed partial class LineTests
{
    private const int Most = 140;

    [Test]
    public void Lines_OfTheSource_FitTheLimit() => Assert.That(TooLong("src"), Is.Empty);

    /// <summary>
    /// A line of a raw string literal is left alone here: it is data, such as a job's JSON, that is compared as it stands.
    /// </summary>
    [TestCase("tests")]
    [TestCase("examples")]
    public void Lines_OfTestsAndExamples_FitTheLimitButForRawStrings(string folder) =>
        Assert.That(TooLong(folder, exceptRawStrings: true), Is.Empty);

    [Test]
    public void Lines_OfTheSource_AreRead() =>
        Assert.That(FilesOf("src").Count(), Is.GreaterThan(500), "The folders were found: they have the files of the repository.");

    private static IEnumerable<string> TooLong(string folder, bool exceptRawStrings = false)
    {
        foreach (var file in FilesOf(folder))
        {
            var isInRawString = false;
            foreach (var (index, line) in File.ReadLines(file).Index())
            {
                var quotes = RawQuotes().Count(line);
                var isOfRawString = isInRawString || quotes > 0;
                isInRawString ^= quotes % 2 == 1;
                if (line.Length > Most && !(exceptRawStrings && isOfRawString))
                {
                    yield return $"{Path.GetRelativePath(Repository.Folder, file)}:{index + 1} has {line.Length} characters";
                }
            }
        }
    }

    /// <summary>What is compiled is written by hand: generated code lies in obj alone.</summary>
    private static IEnumerable<string> FilesOf(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Folder, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Repository.Folder, file)
                .Split(Path.DirectorySeparatorChar)
                .Any(part => part is "obj" or "bin"))
            .Order(StringComparer.Ordinal);

    [GeneratedRegex("\"{3,}")]
    private static partial Regex RawQuotes();
}
