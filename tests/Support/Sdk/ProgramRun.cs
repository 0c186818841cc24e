using System.ComponentModel;
using System.Diagnostics;

namespace Ponos.Tests.Support;

/// <summary>A program that was run to its end: its exit code and all that it printed.</summary>
internal sealed record ProgramRun(int ExitCode, string Output)
{
    /// <summary>Runs a program; it is killed when the token is cancelled.</summary>
    public static async Task<ProgramRun> OfAsync(
        string program,
        string[] arguments,
        string folder,
        CancellationToken cancellationToken,
        params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ForgetTheTestRun(start);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end: {await output}{await errors}");
        }

        return new ProgramRun(process.ExitCode, await output + await errors);
    }

    /// <summary>Runs the SDK's command that these tests were run with.</summary>
    public static Task<ProgramRun> OfDotnetAsync(
        string[] arguments, string folder, CancellationToken cancellationToken, params (string Name, string Value)[] environment) =>
        OfAsync(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments, folder, cancellationToken, environment);

    /// <summary>Runs the SDK's command until it has printed a text, and then ends it: for a program that goes on.</summary>
    /// <returns>All that it printed.</returns>
    public static async Task<string> UntilAsync(string[] arguments, string folder, string text, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        ForgetTheTestRun(start);
        using var process = Process.Start(start)!;
        var printed = new System.Text.StringBuilder();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                printed.AppendLine(line);
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    break;
                }
            }
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        return printed.ToString();
    }

    /// <summary>Whether a program is there at all.</summary>
    public static async Task<bool> AnswersAsync(string program, CancellationToken cancellationToken)
    {
        try
        {
            return (await OfAsync(program, ["--version"], Path.GetTempPath(), cancellationToken)).ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>The program starts as from a shell: what a test run sets for MSBuild, and which broker it found, is not its own.</summary>
    private static void ForgetTheTestRun(ProcessStartInfo start)
    {
        var inherited = start.Environment.Keys
            .Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("RABBITMQ_", StringComparison.Ordinal)
                || name is "DOTNET_ENVIRONMENT" or "ConnectionStrings__RabbitMq")
            .ToArray();
        foreach (var name in inherited)
        {
            start.Environment.Remove(name);
        }

        // Servers that outlive the command would hold its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
    }
}
