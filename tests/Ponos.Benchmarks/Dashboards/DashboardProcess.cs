using System.Diagnostics;

namespace Ponos.Benchmarks.Dashboards;

/// <summary>A dashboard in a process of its own, as <c>ponos dashboard</c> runs it.</summary>
internal sealed class DashboardProcess : IDisposable
{
    private readonly Process _process;

    private DashboardProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<DashboardProcess> StartAsync(string broker)
    {
        var tool = Path.Combine(AppContext.BaseDirectory, "Ponos.Tool.dll");
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [tool, "dashboard", broker, "--port", "0"])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The dashboard did not start; what it printed says why.");
        return new DashboardProcess(process, new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..] + "/"));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
