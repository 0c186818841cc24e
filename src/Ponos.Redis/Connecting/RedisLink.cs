using StackExchange.Redis;
using Ponos.Diagnostics;

namespace Ponos.Redis.Connecting;

/// <summary>
/// The connection to Redis: made in the background, and known at any time to be there or not. While it is not, it is tried
/// once a second by one small script; everybody else is refused at once.
/// </summary>
internal sealed class RedisLink(
    Func<Task<IConnectionMultiplexer>> connect, bool owns, string place, RedisKey probe, TimeProvider time, QuietLog log) : IAsyncDisposable
{
    /// <summary>What has not answered by then does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closed = new();
    private IConnectionMultiplexer? _connection;
    private RedisTrouble? _trouble = new(time.GetUtcNow(), "it has not answered yet");
    private Task _trying = Task.CompletedTask;
    private int _changes;
    private bool _told;

    /// <summary>Redis is there again.</summary>
    public event Action? Back;

    /// <summary>Where Redis is, without a password.</summary>
    public string Place => place;

    /// <summary>Why it is away; none while it answers.</summary>
    public RedisTrouble? Trouble => Volatile.Read(ref _trouble);

    /// <summary>Whether it is not known yet if Redis is there.</summary>
    public bool IsConnecting
    {
        get
        {
            lock (_gate)
            {
                return _trouble is not null && !_told;
            }
        }
    }

    /// <summary>How often the connection was lost or made: between two of them Redis may have forgotten everything.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>What a job is told that cannot start.</summary>
    public SharedLimitAwayException Away(RedisTrouble trouble) =>
        new($"Redis at {place} is away since {trouble.Since:O}: {trouble.Reason}");

    /// <summary>Begins to connect.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_trying.IsCompleted && !_closed.IsCancellationRequested)
            {
                _trying = Task.Run(TryAsync);
            }
        }
    }

    /// <summary>Runs a script.</summary>
    /// <exception cref="SharedLimitAwayException">Redis is away, or refuses the script.</exception>
    public async Task<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] values)
    {
        if (Trouble is { } trouble)
        {
            throw Away(trouble);
        }

        try
        {
            return await AskAsync(script, keys, values);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Away(Note(exception.Message));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _trying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_connection is { } connection)
        {
            connection.ConnectionFailed -= OnFailed;
            connection.ConnectionRestored -= OnRestored;
            if (owns)
            {
                await connection.DisposeAsync();
            }
        }

        _closed.Dispose();
    }

    private async Task<RedisResult> AskAsync(string script, RedisKey[] keys, RedisValue[] values)
    {
        // Not by its hash: a Redis that was restarted does not know it any more, and each call would have to be ready for that.
        const CommandFlags Flags = CommandFlags.NoScriptCache | CommandFlags.DemandMaster;
        return await _connection!.GetDatabase().ScriptEvaluateAsync(script, keys, values, Flags).WaitAsync(Patience, time, _closed.Token);
    }

    private RedisTrouble Note(string reason)
    {
        RedisTrouble trouble;
        bool isNew;
        lock (_gate)
        {
            isNew = !_told;
            _told = true;
            _trouble = trouble = new RedisTrouble(_trouble?.Since ?? time.GetUtcNow(), FirstLine(reason));
        }

        if (isNew)
        {
            log.RedisAway(place, trouble.Reason);
        }

        Start();
        return trouble;
    }

    private async Task TryAsync()
    {
        while (!_closed.IsCancellationRequested)
        {
            try
            {
                _connection ??= await OpenAsync();
                await AskAsync("return redis.call('SET', KEYS[1], '1', 'PX', 1000)", [probe], []);
                Recover();
                return;
            }
            catch (Exception exception) when (!_closed.IsCancellationRequested)
            {
                Note(exception.Message);
            }
            catch (Exception)
            {
                return;
            }

            await Task.Delay(BetweenTries, time, _closed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IConnectionMultiplexer> OpenAsync()
    {
        var connection = await connect();
        connection.ConnectionFailed += OnFailed;
        connection.ConnectionRestored += OnRestored;
        return connection;
    }

    private void Recover()
    {
        bool wasTold;
        lock (_gate)
        {
            // Whatever fails from now on begins another search.
            _trying = Task.CompletedTask;
            _trouble = null;
            _changes++;
            (wasTold, _told) = (_told, false);
        }

        if (wasTold)
        {
            log.RedisBack(place);
        }

        Back?.Invoke();
    }

    private void OnFailed(object? sender, ConnectionFailedEventArgs failure)
    {
        Interlocked.Increment(ref _changes);
        if (failure.ConnectionType == ConnectionType.Interactive && !_closed.IsCancellationRequested)
        {
            Note($"the connection was lost ({failure.FailureType})");
        }
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs failure) => Interlocked.Increment(ref _changes);

    private static string FirstLine(string text)
    {
        var line = text.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        line = end < 0 ? line : line[..end];
        return line.Length <= 300 ? line.ToString() : $"{line[..300]}…";
    }
}
