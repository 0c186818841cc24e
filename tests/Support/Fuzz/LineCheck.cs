using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Ponos.Tests.Support;

/// <summary>Looks at each line that is logged, and keeps none.</summary>
internal sealed class LineCheck : ILoggerProvider, ILogger
{
    private int _longest;

    public int Longest => _longest;

    public ConcurrentQueue<string> Foreign { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Look(0, state.ToString() ?? "");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Look(eventId.Id, formatter(state, exception));
    }

    private void Look(int id, string line)
    {
        InterlockedMax(line.Length);
        if (line.Any(Steers) && Foreign.Count < 10)
        {
            Foreign.Enqueue($"{id}: {string.Concat(line.Select(one => Steers(one) ? $"\\u{(int)one:x4}" : $"{one}"))}");
        }
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private static bool Steers(char one) => char.GetUnicodeCategory(one) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private void InterlockedMax(int length)
    {
        int before;
        while ((before = Volatile.Read(ref _longest)) < length && Interlocked.CompareExchange(ref _longest, length, before) != before)
        {
        }
    }
}
