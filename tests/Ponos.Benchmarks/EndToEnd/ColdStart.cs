using System.Diagnostics;
using System.Runtime.InteropServices;
using Ponos.Benchmarks.Machine;
using Ponos.Benchmarks.Report;
using Ponos.Tests.Support;

namespace Ponos.Benchmarks.EndToEnd;

/// <summary>
/// Starts the service of tests/Ponos.Aot on RabbitMQ, again and again, and takes the time until it says that its first job,
/// which it publishes itself, was handled. Its queues exist.
/// </summary>
internal static class ColdStart
{
    /// <summary>What the service prints when it has handled its first job.</summary>
    private const string FirstJob = "first job handled";

    private const string Published = "published";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<ColdStartFigures>> MeasureAsync(RabbitBroker broker, EndToEndOptions options)
    {
        var figures = new List<ColdStartFigures>
        {
            await MeasureAsync(
                "jit", AppContext.BaseDirectory.Replace("Ponos.Benchmarks", "Ponos.Aot", StringComparison.Ordinal), broker, options.Starts),
        };
        if (options.WithNative)
        {
            await AddPublishedAsync(
                "ready-to-run", ["-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", "-p:PublishReadyToRun=true"]);
            await AddPublishedAsync("aot", ["-p:CompileAheadOfTime=true"]);
        }

        return figures;

        async Task AddPublishedAsync(string name, string[] how)
        {
            if (await PublishAsync(how) is not { } folder)
            {
                return;
            }

            try
            {
                figures.Add(await MeasureAsync(name, Path.Combine(folder, Published), broker, options.Starts));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task<ColdStartFigures> MeasureAsync(string name, string folder, RabbitBroker broker, int starts)
    {
        // The first one declares the queues and has the files read.
        await StartAsync(folder, broker, TimeSpan.Zero);
        var times = new List<double>();
        for (var i = 0; i < starts; i++)
        {
            times.Add((await StartAsync(folder, broker, TimeSpan.Zero)).Milliseconds);
        }

        return new ColdStartFigures(name, new Figures(times), (await StartAsync(folder, broker, Idle)).ResidentBytes / 1e6);
    }

    private static async Task<(double Milliseconds, long ResidentBytes)> StartAsync(string folder, RabbitBroker broker, TimeSpan idle)
    {
        var start = new ProcessStartInfo(Path.Combine(folder, "Ponos.Aot")) { RedirectStandardOutput = true, WorkingDirectory = folder };
        start.Environment["ConnectionStrings__RabbitMq"] = broker.Uri;
        start.Environment["Keep"] = "true";
        var since = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (line.Contains(FirstJob, StringComparison.Ordinal))
                {
                    var milliseconds = since.Elapsed.TotalMilliseconds;
                    await Task.Delay(idle, CancellationToken.None);
                    return (milliseconds, ProcessorTimes.ResidentBytesOf(process.Id));
                }
            }

            throw new InvalidOperationException($"The service in {folder} ended without having handled a job.");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>Publishes the service; without a native compiler on the machine, not as a native executable.</summary>
    private static async Task<string?> PublishAsync(string[] how)
    {
        var folder = Directory.CreateTempSubdirectory("ponos-bench-").FullName;
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "publish", Path.Combine(Repository.Folder, "tests", "Ponos.Aot"), "-c", "Release", "--artifacts-path", folder, "-o",
                Path.Combine(folder, Published), "-v", "q", "--nologo", .. how,
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
        if (process.ExitCode == 0)
        {
            return folder;
        }

        await Console.Error.WriteLineAsync($"tests/Ponos.Aot could not be published with {string.Join(' ', how)}: {output}");
        Directory.Delete(folder, recursive: true);
        return null;
    }
}
