using System.Diagnostics;

namespace Ponos.PostgreSql.Tests.Support;

/// <summary>A relay in a process of its own, which can be killed.</summary>
internal sealed class RelayProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RelayProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data == "ready")
            {
                _ready.TrySetResult();
            }
        };
        process.BeginOutputReadLine();
    }

    /// <summary>Starts a relay. It ends with the test's process, whatever ends that.</summary>
    public static async Task<RelayProcess> StartAsync(string service, string database, string broker)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Ponos.PostgreSql.RelayProcess.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["ConnectionStrings__RabbitMq"] = broker;
        start.Environment["RELAY_SERVICE"] = service;
        start.Environment["RELAY_DATABASE"] = database;
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        var relay = new RelayProcess(Process.Start(start)!);
        if (await Task.WhenAny(relay._ready.Task, relay._process.WaitForExitAsync()).WaitAsync(TimeSpan.FromSeconds(60))
            != relay._ready.Task)
        {
            throw new InvalidOperationException($"The relay ended with {relay._process.ExitCode}.");
        }

        return relay;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
