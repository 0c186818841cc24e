using System.Diagnostics;
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
            await AddPublishedAsync("ready-to-run", PublishedProgram.ReadyToRun);
            await AddPublishedAsync("aot", ["-p:CompileAheadOfTime=true"]);
        }

        return figures;

        async Task AddPublishedAsync(string name, string[] how)
        {
            using var program = await PublishedProgram.OfAsync("Ponos.Aot", how);
            if (program is not null)
            {
                figures.Add(await MeasureAsync(name, program.Folder, broker, options.Starts));
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
}
