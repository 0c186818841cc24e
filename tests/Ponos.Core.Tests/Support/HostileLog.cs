using Microsoft.Extensions.Logging;

namespace Ponos.Core.Tests.Support;

/// <summary>A logging provider that fails where it is told to, for the categories of Ponos; the host's own are left alone.</summary>
internal sealed class HostileLog(HostileLog.Call fails, LogLevel level = LogLevel.None) : ILoggerProvider
{
    internal enum Call
    {
        Nothing,
        Log,
        IsEnabled,
        BeginScope,
        EndScope,
        ReadScope,
        Everything,
    }

    public ILogger CreateLogger(string categoryName) =>
        new Logger(categoryName.StartsWith("Ponos", StringComparison.Ordinal) ? fails : Call.Nothing, level);

    public void Dispose()
    {
        // Holds nothing.
    }

    private sealed class Logger(Call fails, LogLevel level) : ILogger, IDisposable
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Fail(Call.BeginScope);
            return this;
        }

        public bool IsEnabled(LogLevel logLevel)
        {
            Fail(Call.IsEnabled);
            return true;
        }

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (level is LogLevel.None || level == logLevel)
            {
                Fail(Call.Log);
            }

            // As providers do.
            _ = formatter(state, exception) + exception;
        }

        public void Dispose() => Fail(Call.EndScope);

        private void Fail(Call call)
        {
            if (fails == call || fails == Call.Everything)
            {
                throw new IOException($"{call}: no space is left on the device.");
            }
        }
    }
}
