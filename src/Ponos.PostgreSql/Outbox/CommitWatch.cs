using System.Collections.Concurrent;
using System.Data;
using Npgsql;
using Ponos.Outboxes;

namespace Ponos.PostgreSql.Outbox;

/// <summary>
/// Learns that transactions with jobs have ended, without asking the database: Npgsql tells of a connection that is closed, which
/// for most is right behind the commit. Those that are kept open are looked at while their transaction runs, in this process's
/// memory. That is cheaper than a NOTIFY in each transaction, for which PostgreSQL lets one commit at a time.
/// </summary>
internal sealed class CommitWatch : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(2);

    private readonly ConcurrentDictionary<NpgsqlConnection, NpgsqlTransaction> _running = new();
    private readonly WakeSignal _wake;
    private readonly ITimer _timer;
    private int _ticking;

    public CommitWatch(WakeSignal wake, TimeProvider time)
    {
        _wake = wake;
        _timer = time.CreateTimer(static watch => ((CommitWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(NpgsqlTransaction transaction, NpgsqlConnection connection)
    {
        if (!_running.TryAdd(connection, transaction))
        {
            if (_running.TryGetValue(connection, out var known) && !ReferenceEquals(known, transaction))
            {
                // The one before it on this connection ended between two looks.
                _running[connection] = transaction;
                _wake.Set();
            }

            return;
        }

        connection.StateChange += OnStateChange;
        Tick();
    }

    public void Dispose() => _timer.Dispose();

    private void OnStateChange(object? sender, StateChangeEventArgs change)
    {
        if (change.CurrentState != ConnectionState.Open && sender is NpgsqlConnection connection)
        {
            End(connection);
        }
    }

    private void Look()
    {
        Volatile.Write(ref _ticking, 0);
        foreach (var (connection, transaction) in _running)
        {
            if (HasEnded(transaction))
            {
                End(connection);
            }
        }

        if (!_running.IsEmpty)
        {
            Tick();
        }
    }

    private void Tick()
    {
        if (Interlocked.Exchange(ref _ticking, 1) == 0)
        {
            _timer.Change(BetweenLooks, Timeout.InfiniteTimeSpan);
        }
    }

    private void End(NpgsqlConnection connection)
    {
        if (_running.TryRemove(connection, out _))
        {
            connection.StateChange -= OnStateChange;
            _wake.Set();
        }
    }

    private static bool HasEnded(NpgsqlTransaction transaction)
    {
        try
        {
            return transaction.IsolationLevel == IsolationLevel.Unspecified;
        }
        catch (Exception exception) when (exception is InvalidOperationException or NullReferenceException)
        {
            // Npgsql says in no other way that a transaction was completed or disposed.
            return true;
        }
    }
}
