using System.Diagnostics;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Schema;
using Ponos.Newtonsoft.Validation;

namespace Ponos.Newtonsoft.Tests;

/// <summary>The end of the free quota says nothing of the jobs that come after it.</summary>
public sealed class QuotaTests
{
    [Test]
    public async Task Run_PastTheFreeQuota_PausesAndLosesNothing()
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Ponos.Newtonsoft.QuotaRun.dll")])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await TestContext.Out.WriteLineAsync(output);

        Assert.That(process.ExitCode, Is.Zero, await error);
        Assert.That(output, Does.Contain("handled 1000").And.Contain("Succeeded 1000"));
        Assert.That(output, Does.Contain("Interrupted 1\n"), "One job met the limit and went back; the others were never started.");
        Assert.That(output, Does.Not.Contain("Invalid"));
        Assert.That(output, Does.Contain("health Degraded"));
        Assert.That(output, Does.Contain("publish PublishException").And.Contain("quota"));
    }

    [Test]
    public void Is_OfOtherExceptions_IsFalse()
    {
        Assert.That(
            QuotaFailure.Is(new JSchemaException("The free-quota limit of 1000 schema validations per hour has been reached.")), Is.True);
        Assert.That(
            QuotaFailure.Is(new JSchemaException("Timeout when matching regex pattern 'quota'.", new RegexMatchTimeoutException())),
            Is.False);
        Assert.That(QuotaFailure.Is(new InvalidOperationException("quota")), Is.False);
    }
}
