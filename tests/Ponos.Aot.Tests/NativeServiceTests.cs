using System.Globalization;
using System.Text.RegularExpressions;
using Ponos.Tests.Support;

namespace Ponos.Aot.Tests;

/// <summary>The service of tests/Ponos.Aot as a native executable: published once, which takes a minute or two.</summary>
internal sealed partial class NativeServiceTests
{
    private const int PublishBound = 600_000;
    private const int RunBound = 60_000;
    private const long LargestExecutable = 16 * 1024 * 1024;

    private string _folder = "";
    private ProgramRun _publish = null!;

    private string Executable => Path.Combine(_folder, "publish", "Ponos.Aot", "release", "Ponos.Aot");

    [OneTimeSetUp]
    public async Task PublishAsync()
    {
        using var limit = new CancellationTokenSource(PublishBound);
        if (!await ProgramRun.AnswersAsync("clang", limit.Token))
        {
            const string Remedy = "A native compiler is missing: apt-get install -y --no-install-recommends clang zlib1g-dev";
            if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
            {
                Assert.Fail(Remedy);
            }

            Assert.Ignore(Remedy);
        }

        _folder = Directory.CreateTempSubdirectory("ponos-aot-").FullName;
        // Folders of its own: the solution's build must not find itself restored for another runtime.
        _publish = await ProgramRun.OfDotnetAsync(
            [
                "publish",
                Path.Combine(Repository.Folder, "tests", "Ponos.Aot"),
                "-c",
                "Release",
                "--artifacts-path",
                _folder,
                "-p:CompileAheadOfTime=true",
            ],
            Repository.Folder,
            limit.Token);
    }

    [OneTimeTearDown]
    public void Delete()
    {
        if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    public void Publish_AheadOfTime_HasNoTrimOrAotWarning()
    {
        Assert.That(_publish.ExitCode, Is.Zero, _publish.Output);
        var warnings = TrimOrAotWarning().Matches(_publish.Output).Select(match => match.Value).Distinct();
        // None of ours, and at present none of RabbitMQ.Client, Polly and Microsoft.Extensions either: see docs/aot.md.
        Assert.That(warnings, Is.Empty);
    }

    [Test]
    public void Publish_AheadOfTime_IsOneSmallExecutable()
    {
        Assert.That(_publish.ExitCode, Is.Zero, _publish.Output);
        var file = new FileInfo(Executable);
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Length:N0} bytes"));
        Assert.That(file.Length, Is.LessThan(LargestExecutable));
        Assert.That(file.Directory!.EnumerateFiles("*.dll"), Is.Empty);
    }

    [Test, CancelAfter(RunBound)]
    public async Task Run_OnTheEmbeddedBroker_HandlesItsJobAndEndsWithZero(CancellationToken cancellationToken)
    {
        Assert.That(_publish.ExitCode, Is.Zero, _publish.Output);

        var run = await ProgramRun.OfAsync(Executable, [], _folder, cancellationToken, ("DOTNET_ENVIRONMENT", "Development"));

        AssertHandled(run);
    }

    [Test, CancelAfter(RunBound)]
    public async Task Run_OnRabbitMq_HandlesItsJobAndEndsWithZero(CancellationToken cancellationToken)
    {
        Assert.That(_publish.ExitCode, Is.Zero, _publish.Output);
        await using var broker = await RabbitBroker.StartAsync("aot");

        var run = await ProgramRun.OfAsync(Executable, [], _folder, cancellationToken, ("ConnectionStrings__RabbitMq", broker.Uri));

        AssertHandled(run);
        Assert.That(run.Output, Does.Not.Contain("embedded broker"));
        Assert.That(await broker.RabbitMqCtlAsync("list_queues", "name"), Does.Contain("aot.docker.images.cleanup"));
    }

    private static void AssertHandled(ProgramRun run)
    {
        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.Output, Does.Contain("/dock: minLength").And.Contain("/keep: maximum"), "the annotations are enforced");
        Assert.That(
            run.Output, Does.Match(@"docker\.images\.cleanup CleanUpImages \{ Dock = eu-\d+, Keep = 10 \} attempt 2 tid [0-9a-f-]{36}"));
    }

    [GeneratedRegex(@"^.*\b(IL[23]\d{3})\b.*$", RegexOptions.Multiline)]
    private static partial Regex TrimOrAotWarning();
}
