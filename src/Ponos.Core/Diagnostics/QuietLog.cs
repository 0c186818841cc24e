using Microsoft.Extensions.Logging;

namespace Ponos.Diagnostics;

/// <summary>
/// The application's log, which can fail without any effect here: a provider that is out of space must not make a job's
/// end undone.
/// </summary>
internal sealed class QuietLog(ILogger inner) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return inner.BeginScope(state);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>A scope whose end can fail as well; none for no state.</summary>
    public LogScope Within<TState>(TState? state)
        where TState : class => new(state is null ? null : BeginScope(state));

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            // One provider failed; others may want it.
            return true;
        }
    }

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!TryLog(logLevel, eventId, state, exception, formatter) && exception is not null)
        {
            // It may be the exception's own text that throws: what happened is to be read all the same.
            _ = TryLog(logLevel, eventId, state, null, formatter);
        }
    }

    private bool TryLog<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}

/// <summary>A scope of the log, which ends without throwing.</summary>
internal readonly struct LogScope(IDisposable? scope) : IDisposable
{
    public void Dispose()
    {
        try
        {
            scope?.Dispose();
        }
        catch (Exception)
        {
            // The provider's own trouble.
        }
    }
}
