using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Ponos.Newtonsoft.Tests.Support;

/// <summary>Keeps what is logged.</summary>
internal sealed class CollectingLogs : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Seen { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Seen.Enqueue((logLevel, formatter(state, exception)));

    public void Dispose()
    {
    }
}
