using System.Net.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// One connection from its opening to its loss. It never comes back: the supervisor opens another. The client's own
/// recoveries are off, because a second loss during recovery never recovers and a changed queue loops on 541.
/// </summary>
internal sealed class LiveConnection : IDisposable
{
    private static readonly CreateChannelOptions Plain = new(
        publisherConfirmationsEnabled: false, publisherConfirmationTrackingEnabled: false, consumerDispatchConcurrency: 1);

    // Tracking stays ours: the client's left 373 publishes pending for ever on a reset connection.
    private static readonly CreateChannelOptions Confirming = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false, consumerDispatchConcurrency: 1);

    private readonly RabbitTransportOptions _options;
    private readonly IConnection _connection;
    private readonly Socket? _socket;
    private readonly Action<LiveConnection> _onLost;
#pragma warning disable CA2213 // Holds no timer, and its token must stay usable for those who still wait on it.
    private readonly CancellationTokenSource _lost = new();
#pragma warning restore CA2213
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isLost;
    private Action<string?>? _onBlocked;
    private string? _blockedReason;
    private string? _userId;

    private LiveConnection(
        RabbitTransportOptions options, IConnection connection, Socket? socket, string? userName, Action<LiveConnection> onLost)
    {
        UserName = userName;
        _options = options;
        _connection = connection;
        _socket = socket;
        _onLost = onLost;
        connection.ConnectionShutdownAsync += OnShutdownAsync;
        connection.ConnectionBlockedAsync += OnBlockedAsync;
        connection.ConnectionUnblockedAsync += OnUnblockedAsync;
        LostToken = _lost.Token;
    }

    /// <summary>Cancelled when the connection is lost: frees calls that the client would leave pending.</summary>
    public CancellationToken LostToken { get; }

    /// <summary>Why the connection was closed in order; none where it was not.</summary>
    public ShutdownEventArgs? CloseReason => _connection.CloseReason;

    /// <summary>Completes when the connection is lost, with the reason.</summary>
    public Task<string> Ended => _ended.Task;

    public bool IsLost => Volatile.Read(ref _isLost) != 0;

    /// <summary>Which of its supervisor's connections it is, from 1 on.</summary>
    public int Turn { get; private init; }

    /// <summary>The name that it logged in with; none with a certificate.</summary>
    public string? UserName { get; }

    /// <summary>The name that messages over this connection carry, once the broker is known to take it.</summary>
    public string? UserId { get => Volatile.Read(ref _userId); set => Volatile.Write(ref _userId, value); }

    /// <summary>Why the broker takes no publishes, while an alarm stands.</summary>
    public string? BlockedReason => Volatile.Read(ref _blockedReason);

    /// <summary>The broker this one reached.</summary>
    public string Broker => Endpoint.ToString();

    public RabbitEndpoint Endpoint => new(_connection.Endpoint.HostName, _connection.Endpoint.Port);

    /// <summary>Its version; none where it tells none that can be read.</summary>
    public Version? BrokerVersion => RabbitMq.BrokerVersion.Read(_connection.ServerProperties);

    public static async Task<LiveConnection> OpenAsync(
        RabbitTransportOptions options,
        string role,
        Action<LiveConnection> onLost,
        CancellationToken cancellationToken,
        EndpointOrder? order = null,
        int turn = 1)
    {
        var (connection, socket, credential) = await new BrokerDial(options, order ?? new EndpointOrder(options), role)
            .OpenAsync(cancellationToken);
        var userName = options.External ? null : credential.UserName;
        var live = new LiveConnection(options, connection, socket, userName, onLost) { Turn = turn };
        if (!connection.IsOpen)
        {
            live.MarkLost(connection.CloseReason?.ReplyText ?? "closed while opening");
        }

        _ = new CredentialRenewal(options, live, credential).RunAsync();

        return live;
    }

    /// <summary>Tells <paramref name="onBlocked"/> now and from now on whether, and why, the broker takes no publishes.</summary>
    public void WatchBlocked(Action<string?> onBlocked)
    {
        _onBlocked = onBlocked;
        onBlocked(Volatile.Read(ref _blockedReason));
    }

    /// <summary>
    /// Waits for an answer. The client takes a connection for open before the broker has said so: a virtual host that is not
    /// there, or not for this user, ends it a moment later.
    /// </summary>
    public async Task ProveAsync(CancellationToken cancellationToken) => await CloseAsync(await OpenChannelAsync(cancellationToken));

    public Task<IChannel> OpenChannelAsync(CancellationToken cancellationToken) =>
        WithinDeadlineAsync(_connection.CreateChannelAsync(Plain, cancellationToken), cancellationToken);

    public Task<IChannel> OpenConfirmingChannelAsync(CancellationToken cancellationToken) =>
        WithinDeadlineAsync(_connection.CreateChannelAsync(Confirming, cancellationToken), cancellationToken);

    /// <summary>Goes on with another password or token of the same user.</summary>
    public Task UpdateSecretAsync(string secret) =>
        WithinDeadlineAsync(_connection.UpdateSecretAsync(secret, "it expires", LostToken), LostToken);

    /// <summary>What the broker says of itself.</summary>
    public IDictionary<string, object?>? ServerProperties => _connection.ServerProperties;

    /// <summary>
    /// A queue's figures; none when they do not come in time. Of a quorum queue without a leader the broker says that nobody
    /// consumes it.
    /// </summary>
    public async Task<FiguresOfQueue?> FiguresOfAsync(string queue, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.WatchDeadline, _options.TimeProvider);
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, LostToken, cancellationToken);
        try
        {
            var found = await LookAtAsync(queue, asking.Token);
            return new FiguresOfQueue(found.MessageCount, found.ConsumerCount);
        }
        catch (OperationInterruptedException)
        {
            return new FiguresOfQueue(Ready: 0, Consumers: null);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Awaits a call to the broker. One that is not answered in time costs the connection: what became of it is unknown.</summary>
    public async Task<T> WithinDeadlineAsync<T>(Task<T> call, CancellationToken cancellationToken)
    {
        await WithinDeadlineAsync((Task)call, cancellationToken);
        return await call;
    }

    public async Task WithinDeadlineAsync(Task call, CancellationToken cancellationToken)
    {
        try
        {
            await call.WaitAsync(_options.CallDeadline, _options.TimeProvider, cancellationToken);
        }
        catch (Exception late)
            when (late is TimeoutException || (late is OperationCanceledException && !cancellationToken.IsCancellationRequested && !IsLost))
        {
            Sever("a call was not answered in time");
            throw;
        }
    }

    /// <summary>
    /// Awaits a call for as long as an alarm stands, under which the broker reads nothing, and within the deadline where none does.
    /// </summary>
    public async Task WithinDeadlineOrAlarmAsync(Task call)
    {
        while (true)
        {
            try
            {
                await call.WaitAsync(_options.CallDeadline, _options.TimeProvider, LostToken);
                return;
            }
            catch (TimeoutException) when (BlockedReason is not null && !call.IsCompleted)
            {
                // It stands yet.
            }
        }
    }

    /// <summary>Closes a channel, and the connection if that does not work.</summary>
    public async Task CloseAsync(IChannel channel)
    {
        try
        {
            if (channel.IsOpen)
            {
                await channel.CloseAsync(CancellationToken.None).WaitAsync(_options.CallDeadline, _options.TimeProvider);
            }

            channel.Dispose();
        }
        catch (TimeoutException)
        {
            Sever("closing a channel was not answered in time");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // It was closed from the other side in the meantime.
        }
    }

    private async Task<QueueDeclareOk> LookAtAsync(string queue, CancellationToken cancellationToken)
    {
        var channel = await _connection.CreateChannelAsync(Plain, cancellationToken).WaitAsync(cancellationToken);
        try
        {
            return await channel.QueueDeclarePassiveAsync(queue, cancellationToken).WaitAsync(cancellationToken);
        }
        finally
        {
            // Not awaited: a broker that does not answer does not answer this either.
            _ = CloseQuietlyAsync(channel);
        }
    }

    private static async Task CloseQuietlyAsync(IChannel channel)
    {
        try
        {
            await channel.DisposeAsync();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // It ends with its connection.
        }
    }

    /// <summary>Orderly end: lets the broker know.</summary>
    public async Task CloseAsync()
    {
        try
        {
            await _connection.CloseAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(2), _options.TimeProvider);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A blocked connection takes 30 s and throws: the socket is cut instead.
        }

        Sever("closed");
    }

    /// <summary>Ends the connection at once, whatever state it is in.</summary>
    public void Sever(string reason)
    {
        MarkLost(reason);
        Cut(_socket);
    }

    /// <summary>
    /// Called by a channel's own shutdown handler: the client runs those first, and one of its own may then wait for a
    /// publish that is stuck behind a dead write loop. Cancelling the lost token frees it.
    /// </summary>
    public void NoticeShutdown(ShutdownEventArgs reason)
    {
        if (!_connection.IsOpen)
        {
            MarkLost(Describe(reason));
        }
    }

    public static string Describe(ShutdownEventArgs reason) => $"{reason.ReplyText} ({reason.ReplyCode})";

    public void Dispose() => Sever("disposed");

    private Task OnShutdownAsync(object sender, ShutdownEventArgs reason)
    {
        MarkLost(Describe(reason));
        return Task.CompletedTask;
    }

    private Task OnBlockedAsync(object sender, ConnectionBlockedEventArgs blocked)
    {
        Volatile.Write(ref _blockedReason, blocked.Reason);
        _onBlocked?.Invoke(blocked.Reason);
        return Task.CompletedTask;
    }

    private Task OnUnblockedAsync(object sender, AsyncEventArgs unblocked)
    {
        Volatile.Write(ref _blockedReason, null);
        _onBlocked?.Invoke(null);
        return Task.CompletedTask;
    }

    private void MarkLost(string reason)
    {
        if (Interlocked.Exchange(ref _isLost, 1) != 0)
        {
            return;
        }

        // First, so that nobody who is woken below is handed this connection again.
        _onLost(this);
        _ended.TrySetResult(reason);
        // Not inline: this may be the client's read loop.
        _ = _lost.CancelAsync();
    }

    private static void Cut(Socket? socket)
    {
        try
        {
            socket?.Close(0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Already gone.
        }
    }
}
