using System.Diagnostics;
using Ponos.Tests.Support;

namespace Khronos.EndToEnd.Tests.Support;

/// <summary>A program of ours in a process of its own, and what it prints. It ends with the test's process, whatever ends that.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Process _watchdog;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        // Its input ends when this process does.
        _watchdog = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", $"cat >/dev/null; kill -9 {process.Id} 2>/dev/null"]) { RedirectStandardInput = true })!;
    }

    /// <summary>Everything that it printed.</summary>
    public string Output => string.Join('\n', Lines());

    /// <summary>Starts a project's program from the folder that it was built into, in the tests' own configuration.</summary>
    /// <param name="project">The project's folder in the repository.</param>
    /// <param name="arguments">What it is called with.</param>
    /// <param name="environment">What is set besides.</param>
    public static ChildProcess Start(string project, string[] arguments, params (string Name, string Value)[] environment)
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        var folder = Path.Combine(Repository.Folder, project, "bin", built.Parent!.Name, built.Name);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, Path.GetFileName(project) + ".dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start)!);
    }

    public string[] Lines()
    {
        lock (_gate)
        {
            return [.. _lines];
        }
    }

    /// <summary>Awaits what it has printed already or will.</summary>
    public async Task<TResult> UntilAsync<TResult>(Func<string[], TResult?> find, CancellationToken cancellationToken)
        where TResult : class
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                next = _next.Task;
            }

            if (find(Lines()) is { } found)
            {
                return found;
            }

            try
            {
                await next.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"It did not print what was awaited:\n{Output}");
            }
        }
    }

    /// <summary>Asks it to stop, as a service manager does, and waits until it has.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => SignalAsync("-TERM", cancellationToken);

    /// <summary>Ends it as a crash does.</summary>
    public Task KillAsync(CancellationToken cancellationToken) => SignalAsync("-KILL", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _watchdog.Kill();
        await _watchdog.WaitForExitAsync();
        _watchdog.Dispose();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", [signal, $"{_process.Id}"]);
        await kill.WaitForExitAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        TaskCompletionSource seen;
        lock (_gate)
        {
            _lines.Add(line);
            (seen, _next) = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        seen.SetResult();
    }
}
