using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Ponos.Benchmarks.Contestants;

/// <summary>A contestant in a process of its own, so that its memory and its processor time are its own.</summary>
internal sealed class ContestantProcess : IAsyncDisposable
{
    /// <summary>Longer than any sample takes, on a machine that is busy too.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process _process;

    private ContestantProcess(string name, Process process)
    {
        Name = name;
        _process = process;
    }

    public string Name { get; }

    public static ContestantProcess Start(string name, string broker, int brokerId) =>
        Start(name, name, typeof(ContestantProcess).Assembly.Location, broker, brokerId);

    /// <summary>Ours of another build, which takes part as <paramref name="name"/>.</summary>
    public static ContestantProcess StartOurs(string name, string assembly, string broker, int brokerId) =>
        Start(name, ContestantNames.Ours, assembly, broker, brokerId);

    /// <summary>Ours of a build that is compiled ahead, without TieredPGO.</summary>
    public static ContestantProcess StartReadyToRun(string name, string assembly, string broker, int brokerId) =>
        Start(name, ContestantNames.Ours, assembly, broker, brokerId, ("DOTNET_TieredPGO", "0"));

    private static ContestantProcess Start(
        string name, string program, string assembly, string broker, int brokerId, params (string Name, string Value)[] environment)
    {
        string[] arguments = ["contestant", program, broker, brokerId.ToString(CultureInfo.InvariantCulture)];
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, [assembly, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        return new ContestantProcess(name, Process.Start(start)!);
    }

    public async Task<Sample> MeasureAsync(Order order)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order, WireJson.Default.Order));
        await _process.StandardInput.FlushAsync();
        var answer = await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit)
            ?? throw new InvalidOperationException($"The process of '{Name}' ended; what it printed says why.");
        return JsonSerializer.Deserialize(answer, WireJson.Default.Sample)!;
    }

    public async ValueTask DisposeAsync()
    {
        // The end of its input is its end.
        _process.StandardInput.Close();
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
