using System.Diagnostics;
using System.Text;
using Ponos.Tests.Support;

namespace Ponos.Faults.Tests.Support;

/// <summary>A worker in a process of its own, which can be killed, stopped and frozen; and what it wrote down.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _file;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerProcess(Process process, string file)
    {
        _process = process;
        _file = file;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>The most memory that it has held, as the kernel counts it.</summary>
    public long PeakMegabytes => long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status")
            .Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        System.Globalization.CultureInfo.InvariantCulture) / 1024;

    public int ExitCode => _process.ExitCode;

    /// <summary>What it and the process printed.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>The jobs that began, with their attempts, in order.</summary>
    public IReadOnlyList<string> Begun => Lines("begun ");

    /// <summary>The jobs that ended well, with their attempts, in order.</summary>
    public IReadOnlyList<string> Done => Lines("done ");

    public IEnumerable<string> DoneIds => Done.Select(IdOf);

    public IEnumerable<string> BegunIds => Begun.Select(IdOf);

    /// <summary>Starts a process. It ends with the test's process, whatever ends that.</summary>
    public static WorkerProcess Start(string uri, params (string Name, string Value)[] orders)
    {
        var file = Path.Combine(Path.GetTempPath(), $"ponos-worker-{Guid.NewGuid():N}");
        File.WriteAllText(file, "");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Ponos.Faults.Worker.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__RabbitMq"] = uri;
        start.Environment["FAULTS_FILE"] = file;
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        foreach (var (name, value) in orders)
        {
            start.Environment[name] = value;
        }

        return new WorkerProcess(Process.Start(start)!, file);
    }

    /// <summary>Completes when the host has started.</summary>
    public async Task WhenReadyAsync()
    {
        var ended = _process.WaitForExitAsync();
        if (await Task.WhenAny(_ready.Task, ended).WaitAsync(Wait.Cap) == ended)
        {
            throw new InvalidOperationException($"The worker ended with {_process.ExitCode}: {Output}");
        }
    }

    public async Task<int> WhenExitedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Wait.Cap);
        return _process.ExitCode;
    }

    public Task KillAsync() => SignalAsync("-KILL");

    public Task TerminateAsync() => SignalAsync("-TERM");

    public Task FreezeAsync() => SignalAsync("-STOP");

    public Task ThawAsync() => SignalAsync("-CONT");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        File.Delete(_file);
    }

    private static string IdOf(string line) => line.Split(' ')[0];

    private List<string> Lines(string prefix)
    {
        using var file = new StreamReader(new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = file.ReadToEnd();
        // The last line may be half written.
        return [.. text[..(text.LastIndexOf('\n') + 1)]
            .Split('\n')
            .Where(line => line.StartsWith(prefix, StringComparison.Ordinal))
            .Select(line => line[prefix.Length..])];
    }

    private Task SignalAsync(string signal) => Task.Run(() => Signals.Send(signal, _process.Id));

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line == "ready")
        {
            _ready.TrySetResult();
        }
    }
}
