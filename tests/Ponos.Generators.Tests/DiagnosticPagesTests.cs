using Microsoft.CodeAnalysis;
using Ponos.Generators.Tests.Support;

namespace Ponos.Generators.Tests;

/// <summary>Every rule has a page that is true: its example fails with the rule's id alone, and its remedy compiles clean.</summary>
public sealed class DiagnosticPagesTests
{
    private static readonly string Root = FindRoot();

    private static IEnumerable<string> Ids => Rules.Select(rule => rule.Id);

    private static IEnumerable<DiagnosticDescriptor> Rules => new PonosAnalyzer().SupportedDiagnostics;

    [TestCaseSource(nameof(Rules))]
    public void Page_OfEachRule_HasItsTitleSeverityAndLink(DiagnosticDescriptor rule)
    {
        var page = Read($"docs/diagnostics/{rule.Id}.md");

        Assert.That(page, Does.StartWith($"# {rule.Id}: {rule.Title}\n\n{rule.DefaultSeverity}. "));
        Assert.That(rule.HelpLinkUri, Does.EndWith($"/docs/diagnostics/{rule.Id}.md"));
        Assert.That(
            Read("docs/diagnostics/README.md"), Does.Contain($"| [{rule.Id}]({rule.Id}.md) | {rule.DefaultSeverity} | {rule.Title} |"));
    }

    [TestCaseSource(nameof(Rules))]
    public void Releases_HaveEachRule(DiagnosticDescriptor rule) =>
        Assert.That(
            Read("src/Ponos.Generators/AnalyzerReleases.Shipped.md") + Read("src/Ponos.Generators/AnalyzerReleases.Unshipped.md"),
            Does.Contain($"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}"));

    [Test]
    public void Pages_InTheFolder_AreThoseOfTheRules() =>
        Assert.That(
            Directory.GetFiles(Path.Combine(Root, "docs/diagnostics"), "PONOS*.md").Select(Path.GetFileNameWithoutExtension),
            Is.EquivalentTo(Ids));

    [Test]
    public void Rules_OfTheAnalyzer_AreAllThatThereAre()
    {
        var declared = typeof(Generators.Rules.DiagnosticRules).GetFields()
            .Select(field => field.GetValue(null)).OfType<DiagnosticDescriptor>();

        Assert.That(Rules, Is.EquivalentTo(declared));
        Assert.That(Ids, Is.Unique);
    }

    [TestCaseSource(nameof(Ids))]
    public void Page_Examples_FailWithTheirIdAlone(string id)
    {
        var projects = DiagnosticPage.ProjectsIn(Read($"docs/diagnostics/{id}.md"), "Fails");

        Assert.That(projects, Is.Not.Empty);
        foreach (var project in projects)
        {
            Assert.That(project.Compile().Complaints, Is.Empty, project.Sources[0]);
            Assert.That(project.Analyze().Select(one => one.Id).Distinct(), Is.EqualTo(new[] { id }), project.Sources[0]);
        }
    }

    [TestCaseSource(nameof(Ids))]
    public void Page_Remedies_CompileClean(string id)
    {
        var projects = DiagnosticPage.ProjectsIn(Read($"docs/diagnostics/{id}.md"), "Remedy");

        Assert.That(projects, Is.Not.Empty);
        foreach (var project in projects)
        {
            project.AssertReportsNothing();
        }
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Ponos.Net.sln")))
        {
            folder = folder.Parent;
        }

        return folder!.FullName;
    }
}
