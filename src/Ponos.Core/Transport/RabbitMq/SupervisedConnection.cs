using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Keeps one connection standing: opens it, prepares it, waits for its loss whatever the cause, and begins again. Those
/// who need it ask for the one that stands now.
/// </summary>
internal sealed class SupervisedConnection : IAsyncDisposable
{
    private readonly string _role;
    private readonly RabbitTransportOptions _options;
    private readonly EndpointOrder _endpoints;
    private readonly OwnState _state;
    private readonly Func<LiveConnection, CancellationToken, Task> _prepare;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource<LiveConnection> _ready = NewReady();
    private LiveConnection? _current;
    private int _opened;
    private Task? _running;

    public SupervisedConnection(
        string role, RabbitTransportOptions options, EndpointOrder endpoints, Func<LiveConnection, CancellationToken, Task> prepare)
    {
        _role = role;
        _options = options;
        _endpoints = endpoints;
        _state = new OwnState(options.TimeProvider);
        _prepare = prepare;
    }

    /// <summary>The newest connection, standing or not.</summary>
    public LiveConnection? Current => Volatile.Read(ref _current);

    /// <summary>What it is doing; <see langword="null"/> where nobody has asked for it yet.</summary>
    public TransportState? State => _state.Current;

    public void Start()
    {
        lock (_gate)
        {
            if (_running is null && !_stop.IsCancellationRequested)
            {
                _state.Is(TransportStatus.Reconnecting, "Connecting.");
                _running = Task.Run(RunAsync);
            }
        }
    }

    /// <summary>The connection that stands; waits for it.</summary>
    public async ValueTask<LiveConnection> GetAsync(CancellationToken cancellationToken)
    {
        Start();
        while (true)
        {
            var live = await Volatile.Read(ref _ready).Task.WaitAsync(cancellationToken);
            if (!live.IsLost)
            {
                return live;
            }

            // Its loss is being noted on another thread right now.
            await Task.Yield();
        }
    }

    /// <summary>Says that the connection stands, or that it does and an alarm of the broker blocks it.</summary>
    public void ReportStanding(LiveConnection live) => _state.Is(
        live.BlockedReason is null ? TransportStatus.Healthy : TransportStatus.Reconnecting,
        live.BlockedReason is { } reason ? $"The broker takes no publishes: {reason}." : null);

    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (_gate)
        {
            running = _running;
        }

        await _stop.CancelAsync();
        if (running is not null)
        {
            await running;
        }

        Volatile.Read(ref _ready).TrySetException(new ObjectDisposedException(nameof(RabbitTransport)));
        _ = Volatile.Read(ref _ready).Task.Exception;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var delay = new ReconnectDelay(_options);
        while (!_stop.IsCancellationRequested)
        {
            var faulted = false;
            try
            {
                await ServeOneAsync(delay);
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                faulted = ConnectFailure.NeedsAPerson(exception);
                Report(faulted, ConnectFailure.Describe(exception));
            }

            try
            {
                await delay.WaitAsync(faulted, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ServeOneAsync(ReconnectDelay delay)
    {
        using var live = await LiveConnection.OpenAsync(_options, _role, OnLost, _stop.Token, _endpoints, _opened + 1);
        _opened++;
        Volatile.Write(ref _current, live);
        try
        {
            using (var preparing = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, live.LostToken))
            {
                await live.ProveAsync(preparing.Token);
                await _prepare(live, preparing.Token);
            }

            delay.Succeeded();
            ReportStanding(live);
            _options.Logger.Connected(live.Broker, _role);
            Volatile.Read(ref _ready).TrySetResult(live);
            if (live.IsLost)
            {
                OnLost(live);
            }

            var reason = await live.Ended.WaitAsync(_stop.Token);
            _state.Is(TransportStatus.Reconnecting, reason);
            _options.Logger.ConnectionLost(_role, live.Broker, reason);
        }
        catch (OperationCanceledException) when (live.IsLost && !_stop.IsCancellationRequested)
        {
            throw live.CloseReason is { } reason ? new OperationInterruptedException(reason) : new IOException(await live.Ended);
        }
        finally
        {
            if (_stop.IsCancellationRequested)
            {
                await live.CloseAsync();
            }
        }
    }

    private void OnLost(LiveConnection live)
    {
        var ready = Volatile.Read(ref _ready);
        if (ready.Task.IsCompletedSuccessfully && ready.Task.Result == live)
        {
            Interlocked.CompareExchange(ref _ready, NewReady(), ready);
        }
    }

    private void Report(bool faulted, string reason)
    {
        _state.Is(faulted ? TransportStatus.Faulted : TransportStatus.Reconnecting, reason);
        if (faulted)
        {
            _options.Logger.ConnectRefused(_options.Description, _role, reason);
        }
        else
        {
            _options.Logger.ConnectFailed(_options.Description, _role, reason);
        }
    }

    private static TaskCompletionSource<LiveConnection> NewReady() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
