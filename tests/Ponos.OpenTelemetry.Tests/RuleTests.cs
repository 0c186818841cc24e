using Ponos.Tests.Support;

namespace Ponos.OpenTelemetry.Tests;

/// <summary>docs/telemetry/alerts.yml by the judgement of Prometheus itself.</summary>
internal sealed class RuleTests
{
    private const int Bound = 120_000;

    [Test, CancelAfter(Bound)]
    public async Task Rules_OnSeriesThatAreWrongAndRight_FireForTheWrongOnes(CancellationToken cancellationToken)
    {
        var found = await ProgramRun.OfAsync(
            "sh", [Path.Combine(Repository.Folder, "tests", "promtool.sh")], Repository.Folder, cancellationToken);
        if (found.ExitCode != 0)
        {
            Assert.Ignore(found.Output);
        }

        var folder = Directory.CreateTempSubdirectory("ponos-rules-").FullName;
        try
        {
            File.Copy(Path.Combine(Repository.Folder, "docs", "telemetry", "alerts.yml"), Path.Combine(folder, "alerts.yml"));
            var tests = Path.Combine(Repository.Folder, "tests", "Ponos.OpenTelemetry.Tests", "alerts.test.yml");
            File.Copy(tests, Path.Combine(folder, "alerts.test.yml"));
            var tool = found.Output.Trim();

            var check = await ProgramRun.OfAsync(tool, ["check", "rules", "alerts.yml"], folder, cancellationToken);
            var run = await ProgramRun.OfAsync(tool, ["test", "rules", "alerts.test.yml"], folder, cancellationToken);

            Assert.That(check.ExitCode, Is.Zero, check.Output);
            Assert.That(run.ExitCode, Is.Zero, run.Output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
