using System.Diagnostics;

namespace Examples.Tests.Demo;

public class DemoTests
{
    [Test]
    [CancelAfter(60_000)]
    public async Task Run_AsAProcess_ShowsEveryOutcomeAndEndsWithZero(CancellationToken cancellationToken)
    {
        var (exitCode, output) = await RunAsync(cancellationToken);

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("Every expected outcome was seen."));
        Assert.That(output, Does.Match(@"\| retried \| health  \| health\.check +\| warming succeeded on attempt [23] "));
        Assert.That(output, Does.Contain("closed-1 stopped on attempt 1: The dock 'closed-1' has no folder."));
        Assert.That(output, Does.Contain("/target: type: "));
        Assert.That(output, Does.Contain("/target: minLength: "));
        Assert.That(output, Does.Match(@"\| time\.one-day\.passed +\| event \| images +\| +1 \|"));
        Assert.That(output, Does.Not.Contain("\u001b"), "plain output has no control sequences");
    }

    [Test]
    [CancelAfter(90_000)]
    public async Task Run_ToStay_KeepsItsDashboardOpenUntilItIsEnded(CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Demo.dll"), "--stay"])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            string? address = null;
            for (var line = "";
                line is not null && !line.StartsWith("The dashboard stays open", StringComparison.Ordinal);
                line = await process.StandardOutput.ReadLineAsync(cancellationToken))
            {
                address = line.StartsWith("Dashboard: ", StringComparison.Ordinal) ? line["Dashboard: ".Length..] : address;
            }

            using var http = new HttpClient();
            var overview = await http.GetStringAsync(new Uri(address!), cancellationToken);
            var dead = await http.GetStringAsync(new Uri(address + "/dead"), cancellationToken);
            Assert.That(overview, Does.Contain("images").And.Contain("khronos").And.Contain("health"));
            Assert.That(dead, Does.Contain("docker.images.cleanup"));
            using var end = Process.Start("kill", ["-INT", $"{process.Id}"]);
            await process.WaitForExitAsync(cancellationToken);
            Assert.That(process.ExitCode, Is.Zero);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Run_WithAnUnknownOption_NamesIt(CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Demo.dll"), "--stays"])
        {
            RedirectStandardError = true,
        })!;
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);

        Assert.That((process.ExitCode, errors), Is.EqualTo((2, errors)));
        Assert.That(errors, Does.Contain("'--stays'").And.Contain("--stay"));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Demo.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
