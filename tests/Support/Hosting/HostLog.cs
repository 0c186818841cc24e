using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Ponos.Tests.Support;

/// <summary>Keeps what hosts logged, for the output of a test that fails.</summary>
internal sealed class HostLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IEnumerable<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(
            $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {logLevel} "
            + $"{formatter(state, exception)}{(exception is null ? "" : " " + exception)}");

    public void Dispose()
    {
        // The lines are read after the hosts have ended.
    }
}
