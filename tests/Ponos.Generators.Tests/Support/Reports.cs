using Microsoft.CodeAnalysis;

namespace Ponos.Generators.Tests.Support;

internal static class Reports
{
    /// <summary>Asserts that the project has this one diagnostic, with each of the given words in its message.</summary>
    public static void AssertReports(this SampleProject project, string id, params string[] words)
    {
        var diagnostics = project.Analyze();
        Assert.That(diagnostics.Select(one => one.Id), Is.EqualTo(new[] { id }), string.Join('\n', diagnostics));
        var message = diagnostics[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var word in words)
        {
            Assert.That(message, Does.Contain(word));
        }

        Assert.That(diagnostics[0].Location, Is.Not.EqualTo(Location.None), message);
    }

    public static void AssertReportsNothing(this SampleProject project)
    {
        var compiled = project.Compile();
        Assert.That(compiled.Complaints, Is.Empty, compiled.CatalogSource);
        Assert.That(project.Analyze(), Is.Empty);
    }
}
