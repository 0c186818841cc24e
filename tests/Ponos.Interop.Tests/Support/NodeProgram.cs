using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ponos.Tests.Support;

namespace Ponos.Interop.Tests.Support;

/// <summary>A node process at work, and the lines that it prints.</summary>
internal sealed class NodeProgram : IDisposable
{
    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly StringBuilder _errors = new();

    public NodeProgram(string folder, RabbitBroker broker, string script, string[] arguments)
    {
        var start = new ProcessStartInfo("node", [script, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["RABBITMQ_HOSTNAME"] = "127.0.0.1";
        start.Environment["RABBITMQ_PORT"] = broker.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["RABBITMQ_USERNAME"] = "guest";
        start.Environment["RABBITMQ_PASSWORD"] = "guest";
        start.Environment["WORKER_MONITOR_DISABLED"] = "true";
        start.Environment["LOG_LEVEL"] = "fatal";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Add(line.Data, Keep);
        _process.ErrorDataReceived += (_, line) => Add(line.Data, text => _errors.AppendLine(text));
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Awaits so many lines that begin with the word.</summary>
    /// <returns>What follows the word.</returns>
    public async Task<string[]> LinesAsync(string word, int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (found, ended) = (Find(word), _process.HasExited);
            if (found.Length >= count)
            {
                return found;
            }

            if (ended)
            {
                // What it printed last may still be on its way.
                await _process.WaitForExitAsync(cancellationToken);
                found = Find(word);
                Assert.That(
                    found, Has.Length.GreaterThanOrEqualTo(count), $"node ended with {_process.ExitCode} before '{word}': {Output()}");
                return found;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"node did not print '{word}' {count} times: {Output()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }

    public async Task<JsonElement[]> JsonLinesAsync(string word, int count, CancellationToken cancellationToken) =>
        [.. (await LinesAsync(word, count, cancellationToken)).Select(line => JsonDocument.Parse(line).RootElement)];

    public async Task<int> ExitCodeAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string[] Find(string word)
    {
        lock (_lock)
        {
            return [.. _lines.Where(line => line.StartsWith(word, StringComparison.Ordinal)).Select(line => line[word.Length..])];
        }
    }

    private string Output()
    {
        lock (_lock)
        {
            return string.Join(Environment.NewLine, _lines) + _errors;
        }
    }

    private void Keep(string line) => _lines.Add(line);

    private void Add(string? line, Action<string> keep)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            keep(line);
        }
    }
}
