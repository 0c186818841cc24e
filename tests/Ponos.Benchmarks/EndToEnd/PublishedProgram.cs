using System.Diagnostics;
using System.Runtime.InteropServices;
using Ponos.Tests.Support;

namespace Ponos.Benchmarks.EndToEnd;

/// <summary>A program of the tests, published in a way of its own into a folder that ends with this.</summary>
internal sealed class PublishedProgram : IDisposable
{
    private readonly string _root;

    private PublishedProgram(string root) => _root = root;

    /// <summary>How a program is published whose assemblies are compiled ahead and that runs on the machine's runtime.</summary>
    public static string[] ReadyToRun { get; } =
        ["-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", "-p:PublishReadyToRun=true"];

    public string Folder => FolderIn(_root);

    /// <summary>Publishes it; without a native compiler on the machine, not as a native executable.</summary>
    /// <returns>The program; <see langword="null"/> where it could not be published, and the console says why.</returns>
    public static async Task<PublishedProgram?> OfAsync(string project, string[] how)
    {
        var root = Directory.CreateTempSubdirectory("ponos-bench-").FullName;
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "publish", Path.Combine(Repository.Folder, "tests", project), "-c", "Release", "--artifacts-path", root, "-o",
                FolderIn(root), "-v", "q", "--nologo", .. how,
            ])
        {
            RedirectStandardOutput = true,
        };
        // What `dotnet run` sets for its own build is not for another.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var program = new PublishedProgram(root);
        if (process.ExitCode == 0)
        {
            return program;
        }

        await Console.Error.WriteLineAsync($"tests/{project} could not be published with {string.Join(' ', how)}: {output}");
        program.Dispose();
        return null;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string FolderIn(string root) => Path.Combine(root, "published");
}
