using System.ComponentModel;
using System.Diagnostics;
using Ponos.Tests.Support;

namespace Ponos.Interop.Tests.Support;

/// <summary>Node's Ponos 5.8.3 as <c>npm ci</c> installs it, in a folder that ends with the tests.</summary>
internal sealed class NodePonos : IDisposable
{
    private const string Remedy = "install node (Debian: apt-get install -y --no-install-recommends nodejs npm)";

    private readonly string _folder;

    private NodePonos(string folder) => _folder = folder;

    /// <summary>
    /// Installs it. Without node the test is ignored. Where npm cannot install, it is ignored too, for a machine without a
    /// network, but fails in CI.
    /// </summary>
    public static async Task<NodePonos> InstallAsync()
    {
        if (!await AnswersAsync("node") || !await AnswersAsync("npm"))
        {
            Assert.Ignore($"Node is missing: {Remedy}.");
        }

        var folder = Directory.CreateTempSubdirectory("ponos-node-").FullName;
        var node = new NodePonos(folder);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(TestContext.CurrentContext.TestDirectory, "node")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        // Its one install script compiles an optional probe; the package works without.
        var (code, output) = await RunAsync(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        if (code != 0)
        {
            node.Dispose();
            var message = $"npm ci ended with {code}: {output}";
            if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
            {
                Assert.Fail(message);
            }

            Assert.Ignore(message);
        }

        return node;
    }

    /// <summary>Starts one of the scripts beside the package, with the broker in its environment.</summary>
    public NodeProgram Start(RabbitBroker broker, string script, params string[] arguments) => new(_folder, broker, script, arguments);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<bool> AnswersAsync(string program)
    {
        try
        {
            return (await RunAsync(Path.GetTempPath(), program, "--version")).Code == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        return (process.HasExited ? process.ExitCode : -1, await output + await errors);
    }
}
