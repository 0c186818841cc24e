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
    [TestCase("src/Khronos", "khronos")]
    [CancelAfter(60_000)]
    [Platform(Include = "Linux,MacOsX", Reason = "Asks the process to end by a signal.")]
    public async Task Service_InDevelopment_RunsOnTheEmbeddedBrokerAndEndsWhenAsked(string program, string service, CancellationToken cancellationToken)
    {
        using var process = Start(program, "--environment", "Development");
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
        using var process = Start("examples/Metrics", "--environment", "Production");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);

        Assert.That(process.ExitCode, Is.Not.Zero, await output);
        Assert.That(errors, Does.Contain("RABBITMQ_HOSTNAME"));
    }

    /// <summary>From the folder that it was built into: the tests' own has the libraries of another set of frameworks.</summary>
    private static Process Start(string project, params string[] arguments)
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(Repository.Root, project, "bin", built.Parent!.Name, built.Name, Path.GetFileName(project) + ".dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A broker of whoever runs the tests is none of theirs.
        start.Environment.Remove("RABBITMQ_HOSTNAME");
        start.Environment.Remove("ConnectionStrings__RabbitMq");
        return Process.Start(start)!;
    }
}
