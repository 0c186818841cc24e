using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Ponos.Transport.Tests;

/// <summary>Keeps what was logged, with the time, for the message of a test that fails.</summary>
internal sealed class RabbitCollectingLogger : ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {formatter(state, exception)}");

    public override string ToString() => string.Concat(_lines.Select(line => Environment.NewLine + line));
}
