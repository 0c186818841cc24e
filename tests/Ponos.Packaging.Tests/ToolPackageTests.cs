using Ponos.Tests.Support;

namespace Ponos.Packaging.Tests;

/// <summary>The commands, installed from their packages into an empty folder as their users do.</summary>
internal sealed class ToolPackageTests
{
    private const int Bound = 600_000;
    private string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder()
    {
        _folder = Directory.CreateTempSubdirectory("ponos-tools-").FullName;
        // Nothing but what is packed here: a tool brings all that it needs.
        File.WriteAllText(
            Path.Combine(_folder, "nuget.config"),
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_folder, "restored")}" /></config>
              <packageSources><clear /><add key="packed" value="{Path.Combine(_folder, "packages")}" /></packageSources>
            </configuration>
            """);
    }

    [OneTimeTearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test, CancelAfter(Bound)]
    public async Task Ponos_Installed_RunsAndSaysWhatItMisses(CancellationToken cancellationToken)
    {
        var ponos = await InstallAsync("Ponos.Tool", "Ponos.Tool", "ponos", cancellationToken);

        var version = await ProgramRun.OfAsync(ponos, ["--version"], _folder, cancellationToken);
        var help = await ProgramRun.OfAsync(ponos, ["--help"], _folder, cancellationToken);
        var lost = await ProgramRun.OfAsync(ponos, ["services"], _folder, cancellationToken);

        Assert.That((version.ExitCode, version.Output.Trim()), Is.EqualTo((0, "0.1.0")));
        Assert.That(help.Output, Does.Contain("publish").And.Contain("doctor"));
        Assert.That(lost.ExitCode, Is.EqualTo(2));
        Assert.That(lost.Output, Does.Contain("PONOS_BROKER"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Khronos_Installed_RunsAndRefusesWhatItDoesNotKnow(CancellationToken cancellationToken)
    {
        var khronos = await InstallAsync("Khronos.Tool", "Khronos", "khronos", cancellationToken);

        var version = await ProgramRun.OfAsync(khronos, ["--version"], _folder, cancellationToken);
        var help = await ProgramRun.OfAsync(khronos, ["--help"], _folder, cancellationToken);
        var mistyped = await ProgramRun.OfAsync(khronos, ["--state-fiel", "x"], _folder, cancellationToken);
        var unusable = await ProgramRun.OfAsync(
            khronos,
            ["--catch-up-limit", "many", "--status-address", "none"],
            _folder,
            cancellationToken,
            ("RABBITMQ_HOSTNAME", "127.0.0.1"));
        var document = await ProgramRun.OfAsync(khronos, ["asyncapi"], _folder, cancellationToken);

        Assert.That((version.ExitCode, version.Output.Trim()), Is.EqualTo((0, "0.1.0")));
        Assert.That(help.Output, Does.Contain("Khronos__StateFile"));
        Assert.That(mistyped.ExitCode, Is.EqualTo(2));
        Assert.That(mistyped.Output, Does.Contain("'--state-file'"));
        Assert.That(unusable.ExitCode, Is.EqualTo(1));
        Assert.That(unusable.Output, Does.Contain("Khronos:CatchUpLimit is 'many'"));
        Assert.That(document.Output, Does.StartWith("{").And.Contain("khronos.schedule.put"));
    }

    private async Task<string> InstallAsync(string project, string package, string command, CancellationToken cancellationToken)
    {
        var packed = await ProgramRun.OfDotnetAsync(
            ["pack", Path.Combine(Repository.Folder, "src", project), "-c", "Release", "-o", Path.Combine(_folder, "packages")],
            Repository.Folder,
            cancellationToken);
        Assert.That(packed.ExitCode, Is.Zero, packed.Output);
        var installed = await ProgramRun.OfDotnetAsync(
            ["tool", "install", package, "--tool-path", Path.Combine(_folder, "bin")], _folder, cancellationToken);
        Assert.That(installed.ExitCode, Is.Zero, installed.Output);
        return Path.Combine(_folder, "bin", command);
    }
}
