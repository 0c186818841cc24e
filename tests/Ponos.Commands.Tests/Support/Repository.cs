using System.Diagnostics;
using System.Reflection;

namespace Ponos.Commands.Tests.Support;

/// <summary>Where the repository is, and its programs.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    private static string Configuration { get; } = Metadata("Configuration");

    /// <summary>Runs a program of the repository, as <c>dotnet run</c> does after building.</summary>
    /// <param name="project">Its folder, such as <c>examples/Images</c>.</param>
    /// <param name="arguments">Its command line.</param>
    public static Task<ProcessResult> RunAsync(string project, params string[] arguments) =>
        RunAsync(project, workingDirectory: Path.GetTempPath(), arguments);

    public static Task<ProcessResult> RunAsync(string project, string workingDirectory, string[] arguments)
    {
        var program = Path.Combine(Root, project, "bin", Configuration, "net10.0", Path.GetFileName(project) + ".dll");
        return ProcessResult.OfAsync("dotnet", [program, .. arguments], workingDirectory);
    }

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}

/// <summary>What a process wrote and how it ended.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<ProcessResult> OfAsync(string program, IEnumerable<string> arguments, string workingDirectory)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The machine's own settings are none of the test's.
        foreach (var name in start.Environment.Keys
            .Where(name => name.StartsWith("RABBITMQ_", StringComparison.Ordinal)
                || name.StartsWith("Ponos", StringComparison.Ordinal)
                || name is "DOTNET_ENVIRONMENT")
            .ToArray())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} did not end within {Patience}.");
        }

        return new ProcessResult(process.ExitCode, await output, await errors);
    }
}
