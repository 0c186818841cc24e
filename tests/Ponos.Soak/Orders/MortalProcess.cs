using System.Diagnostics;

namespace Ponos.Soak.Orders;

/// <summary>A program that is killed at any moment.</summary>
internal sealed class MortalProcess : IAsyncDisposable
{
    private const int Kept = 200;

    private readonly Process _process;
    private readonly ProcessGuard _guard;
    private readonly Queue<string> _printed = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<string, bool> _isReady;

    private MortalProcess(Process process, ProcessGuard guard, Func<string, bool> isReady)
    {
        (_process, _guard, _isReady) = (process, guard, isReady);
        guard.Add(process.Id);
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it printed last.</summary>
    public string Printed
    {
        get
        {
            lock (_printed)
            {
                return string.Join('\n', _printed);
            }
        }
    }

    public bool HasEnded { get; private set; }

    /// <summary>Starts a program.</summary>
    /// <param name="guard">Sees to it that it does not outlive this process.</param>
    /// <param name="program">A dll.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Besides what this process has.</param>
    /// <param name="isReady">Whether a line that it prints says that it is at work.</param>
    public static MortalProcess Start(
        ProcessGuard guard, string program, string[] arguments, IReadOnlyDictionary<string, string> environment, Func<string, bool> isReady)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(program),
            // Held open: a relay of the tests ends when it is closed.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("RABBITMQ_HOSTNAME");
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new MortalProcess(Process.Start(start)!, guard, isReady);
    }

    /// <summary>Waits until it is at work.</summary>
    /// <returns>Whether it is; <see langword="false"/> where it ended before.</returns>
    public async Task<bool> ReadyAsync() => await Task.WhenAny(_ready.Task, _process.WaitForExitAsync()) == _ready.Task;

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _guard.Remove(_process.Id);
        HasEnded = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
        {
            await KillAsync();
            _process.Dispose();
        }
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_printed)
        {
            _printed.Enqueue(line);
            if (_printed.Count > Kept)
            {
                _ = _printed.Dequeue();
            }
        }

        if (_isReady(line))
        {
            _ready.TrySetResult();
        }
    }
}
