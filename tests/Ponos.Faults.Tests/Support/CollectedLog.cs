using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Ponos.Faults.Tests.Support;

/// <summary>Everything that a host logged, with its time.</summary>
internal sealed class CollectedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IEnumerable<LogLine> Lines => _lines;

    public bool Contains(int eventId) => _lines.Any(line => line.Event == eventId);

    public ILogger CreateLogger(string categoryName) => new Logger(_lines);

    public void Dispose()
    {
        // Holds nothing.
    }

    public override string ToString() => string.Join(Environment.NewLine, _lines);

    private sealed class Logger(ConcurrentQueue<LogLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lines.Enqueue(new LogLine(TimeProvider.System.GetUtcNow(), logLevel, eventId.Id, formatter(state, exception), exception));
            }
        }
    }
}

internal sealed record LogLine(DateTimeOffset At, LogLevel Level, int Event, string Text, Exception? Exception)
{
    public override string ToString() => $"{At:HH:mm:ss.fff} {Level} {Event} {Text}{(Exception is null ? "" : " | " + Exception)}";
}
