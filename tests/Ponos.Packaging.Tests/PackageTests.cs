using System.Text;
using Ponos.Packaging.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Packaging.Tests;

/// <summary>What the packages hold, and that a project needs no more than one of them.</summary>
internal sealed class PackageTests
{
    private const int PackBound = 600_000;
    private const int ConsumerBound = 300_000;
    private static readonly string[] Projects =
    [
        "Ponos.Abstractions", "Ponos.Commands", "Ponos.Core", "Ponos.Dashboard", "Ponos.EntityFrameworkCore", "Ponos.OpenTelemetry",
        "Ponos.PostgreSql", "Ponos.Redis", "Ponos.Schema", "Ponos.Testing",
    ];

    private readonly Dictionary<string, PackedProject> _packed = [];
    private string _folder = "";

    private string Packages => Path.Combine(_folder, "packages");

    [OneTimeSetUp]
    public async Task PackAsync()
    {
        using var limit = new CancellationTokenSource(PackBound);
        _folder = Directory.CreateTempSubdirectory("ponos-packages-").FullName;
        foreach (var project in Projects)
        {
            _packed[project] = await PackedProject.PackAsync(project, Packages, limit.Token);
        }
    }

    [OneTimeTearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Pack_Abstractions_HoldsTheLibraryTheGeneratorAndItsProps()
    {
        Assert.That(_packed["Ponos.Abstractions"].Files, Is.EquivalentTo(new[]
        {
            "Ponos.Abstractions.nuspec",
            "README.md",
            "analyzers/dotnet/cs/Ponos.Generators.dll",
            "buildTransitive/Ponos.Abstractions.props",
            "lib/net10.0/Ponos.Abstractions.dll",
            "lib/net10.0/Ponos.Abstractions.xml",
        }));
    }

    [Test]
    public void Pack_Abstractions_DependsOnNothing() => Assert.That(_packed["Ponos.Abstractions"].Manifest()["dependency"], Is.Empty);

    /// <summary>A mixed update is then refused by restore.</summary>
    [Test]
    public void Pack_Project_AsksForExactlyItsOwnVersionOfTheOthers()
    {
        var own = Projects.SelectMany(project => _packed[project].Manifest()["dependency"])
            .Where(dependency => dependency.Attribute("id")!.Value.StartsWith("Ponos.", StringComparison.Ordinal))
            .Select(dependency => dependency.Attribute("version")!.Value);

        Assert.That(own, Is.Not.Empty.And.All.EqualTo($"[{_packed["Ponos.Core"].Version}]"));
    }

    [TestCaseSource(nameof(Projects))]
    public void Pack_Project_SaysWhatItIsAndNothingOfWhereItWasBuilt(string project)
    {
        var manifest = _packed[project].Manifest();

        Assert.That(manifest["license"].Single().Value, Is.EqualTo("MIT"));
        Assert.That(manifest["license"].Single().Attribute("type")!.Value, Is.EqualTo("expression"));
        Assert.That(manifest["readme"].Single().Value, Is.EqualTo("README.md"));
        Assert.That(manifest["description"].Single().Value, Is.Not.Empty);
        Assert.That(manifest["tags"].Single().Value, Does.Contain(project == "Ponos.Schema" ? "json-schema" : "rabbitmq"));
        Assert.That(manifest["repository"].Select(repository => repository.Attribute("url")), Is.All.Null);
        Assert.That(manifest["projectUrl"], Is.Empty);
        Assert.That(
            manifest["dependency"].Select(dependency => dependency.Attribute("id")!.Value),
            Has.None.Contains("Analyzer").And.None.Contains("Ponos.Generators"));
        Assert.That(_packed[project].Read("README.md"), Is.Not.Empty);
        Assert.That(_packed[project].Files, Does.Contain($"lib/net10.0/{project}.xml"));
    }

    [TestCaseSource(nameof(Projects))]
    public void Pack_Project_IsDeterministicAndHasSymbolsWithoutAPathOfThisMachine(string project)
    {
        var packed = _packed[project];

        Assert.That(packed.IsReproducible($"lib/net10.0/{project}.dll"));
        Assert.That(packed.SourcePaths($"lib/net10.0/{project}.pdb"), Is.Not.Empty.And.All.StartsWith("/_"));
        foreach (var (name, bytes) in new[]
        {
            ("library", packed.Read($"lib/net10.0/{project}.dll")),
            ("documentation", packed.Read($"lib/net10.0/{project}.xml")),
            ("symbols", packed.ReadSymbols($"lib/net10.0/{project}.pdb")),
        })
        {
            Assert.That(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Repository.Folder)), Is.Negative, name);
            Assert.That(bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(Repository.Folder)), Is.Negative, name);
        }
    }

    [Test, CancelAfter(ConsumerBound)]
    public async Task Reference_ToTheOnePackage_BuildsWithoutAWarningAndRunsAHandler(CancellationToken cancellationToken)
    {
        var project = WriteConsumer();

        var build = await ProgramRun.OfDotnetAsync(["build", "-c", "Release"], project, cancellationToken);
        Assert.That(build.ExitCode, Is.Zero, build.Output);
        var run = await ProgramRun.OfDotnetAsync(
            ["run", "-c", "Release", "--no-build"], project, cancellationToken, ("DOTNET_ENVIRONMENT", "Development"));

        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.Output, Does.Contain("Good day, Ada (attempt 1)"));
        Assert.That(run.Output, Does.Contain("Refused: /name maxLength"), "the schema file reached the generator");
    }

    [Test, CancelAfter(ConsumerBound)]
    public async Task GettingStarted_FollowedWordByWord_HandlesAJob(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "started")).FullName;
        WriteSources(folder);
        var page = GettingStartedPage.Read();

        Assert.That(page.Commands, Has.Count.EqualTo(3));
        Assert.That(page.Files.Select(file => file.Name), Does.Contain("Program.cs").And.Contain("ImageWorkers.cs"));
        var project = Path.Combine(folder, "Images");
        foreach (var command in page.Commands.Where(command => !command.StartsWith("cd ", StringComparison.Ordinal)))
        {
            // The page goes into the folder behind its first command.
            var done = await ProgramRun.OfDotnetAsync(
                command.Split(' ')[1..], Directory.Exists(project) ? project : folder, cancellationToken);
            Assert.That(done.ExitCode, Is.Zero, $"{command}: {done.Output}");
        }

        foreach (var (name, text) in page.Files)
        {
            await File.WriteAllTextAsync(Path.Combine(project, name), text, cancellationToken);
        }

        var seen = await ProgramRun.UntilAsync(page.RunCommand.Split(' ')[1..], project, page.Output, cancellationToken);
        Assert.That(seen, Does.Contain(page.Output).And.Not.Contain("warning"));
    }

    [Test, CancelAfter(ConsumerBound)]
    public async Task Run_OutsideOfDevelopmentWithoutABroker_FailsAndNamesTheSetting(CancellationToken cancellationToken)
    {
        var project = WriteConsumer();

        var run = await ProgramRun.OfDotnetAsync(
            ["run", "-c", "Release"], project, cancellationToken, ("DOTNET_ENVIRONMENT", "Production"));

        Assert.That(run.ExitCode, Is.Not.Zero, run.Output);
        Assert.That(run.Output, Does.Contain("ConnectionStrings:RabbitMq").And.Contain("RABBITMQ_HOSTNAME"));
    }

    /// <summary>
    /// A project outside of the repository. It takes our package from the folder, into a package folder of its own, and
    /// all others from where the solution's restore has put them.
    /// </summary>
    private string WriteConsumer()
    {
        var project = Directory.CreateDirectory(Path.Combine(_folder, "greeter")).FullName;
        var source = Path.Combine(TestContext.CurrentContext.TestDirectory, "consumer");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            // Named as text where they lie, or the solution's own tools would take them for theirs.
            var target = Path.Combine(project, Path.GetRelativePath(source, file).Replace(".txt", "", StringComparison.Ordinal));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(
                target, File.ReadAllText(file).Replace("PACKED_VERSION", _packed["Ponos.Core"].Version, StringComparison.Ordinal));
        }

        WriteSources(project);
        return project;
    }

    private void WriteSources(string project)
    {
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(
            Path.Combine(project, "nuget.config"),
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_folder, "restored")}" /></config>
              <fallbackPackageFolders><add key="known" value="{known}" /></fallbackPackageFolders>
              <packageSources><add key="packed" value="{Packages}" /></packageSources>
            </configuration>
            """);
    }
}
