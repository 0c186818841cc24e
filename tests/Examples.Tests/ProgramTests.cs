using System.Diagnostics;
using Examples.Tests.Support;

namespace Examples.Tests;

public class ProgramTests
{
    private const int MostLines = 5;

    [TestCase("examples/Images/Program.cs")]
    [TestCase("examples/Metrics/Program.cs")]
    [TestCase("examples/Health/Program.cs")]
    [TestCase("src/Khronos/Program.cs")]
    public void Program_OfAService_HasAtMostFiveLines(string path)
    {
        var code = Repository.Read(path).Split('\n').Where(line => line.Length > 0 && !line.StartsWith("using ", StringComparison.Ordinal));

        Assert.That(code.Count(), Is.InRange(1, MostLines));
    }

    [TestCase("examples/Images", "images")]
    [TestCase("examples/Metrics", "metrics")]
    [TestCase("examples/Health", "health")]
    [TestCase("examples/Shop", "shop")]
    [TestCase("src/Khronos", "khronos")]
    [CancelAfter(60_000)]
    [Platform(Include = "Linux,MacOsX", Reason = "Asks the process to end by a signal.")]
    public async Task Service_InDevelopment_RunsOnTheEmbeddedBrokerAndEndsWhenAsked(
        string program, string service, CancellationToken cancellationToken)
    {
        // The address is for the one that serves HTTP.
        using var process = Programs.Start(program, "--environment", "Development", "--urls", "http://127.0.0.1:0");
        try
        {
            var seen = new List<string>();
            while (!seen.Exists(line => line.Contains("Application started", StringComparison.Ordinal))
                && await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                seen.Add(line);
            }

            using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
            var rest = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);

            Assert.That(process.ExitCode, Is.Zero, await errors + await rest);
            Assert.That(seen, Has.Some.Contains($"Service {service} runs on the embedded broker: its jobs end with this process"));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Service_WithoutABroker_DoesNotStartAndNamesTheSetting(CancellationToken cancellationToken)
    {
        using var process = Programs.Start("examples/Metrics", "--environment", "Production");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);

        Assert.That(process.ExitCode, Is.Not.Zero, await output);
        Assert.That(errors, Does.Contain("RABBITMQ_HOSTNAME"));
    }
}
