using System.Diagnostics;
using System.Text;
using Ponos.Tests.Support;

namespace Ponos.Redis.Tests.Support;

/// <summary>The service of tests/Ponos.Redis.Worker in a process of its own, which can be killed.</summary>
internal sealed class MailerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MailerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

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

    /// <summary>Starts a process. It ends with the test's, whatever ends that.</summary>
    public static async Task<MailerProcess> StartAsync(
        RabbitBroker broker, RedisServer redis, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Ponos.Redis.Worker.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__RabbitMq"] = broker.Uri;
        start.Environment["ConnectionStrings__Redis"] = redis.Address;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = new MailerProcess(Process.Start(start)!);
        var ended = process._process.WaitForExitAsync();
        if (await Task.WhenAny(process._ready.Task, ended) == ended)
        {
            throw new InvalidOperationException($"The worker ended with {process._process.ExitCode}: {process.Output}");
        }

        return process;
    }

    public async Task KillAsync()
    {
        await SignalAsync("-KILL");
        await _process.WaitForExitAsync();
    }

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
